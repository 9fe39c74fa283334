// Runs main.ts in this very process, so that a Ctrl-C reaches it and it can clean up. The tsconfig makes 'tapline' the
// built package, as its users get it.
import { register } from 'tsx/esm/api'

register({ tsconfig: 'tsconfig.build.json' })
await import('./main.ts')
