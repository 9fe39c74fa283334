// npm run example -- NAME [...]: runs one of the examples in these folders. The tsconfig makes 'tapline' the built package, as
// its users get it.
import { register } from 'tsx/esm/api'

const folders = {
  '.': ['hall', 'denoise', 'two-recorders'],
  patterns: ['rhythms', 'phrase', 'anomalies'],
  'many-machines': ['mqtt-bridge'],
  images: ['letters', 'photograph', 'frame-stream', 'feature-maps', 'learn-sobel'],
}
const names = Object.values(folders).flat()
const [name, ...rest] = process.argv.slice(2)

if (names.includes(name)) {
  // What follows is the example's own.
  process.argv.splice(2, Infinity, ...rest)
  const [folder] = Object.entries(folders).find(([, inFolder]) => inFolder.includes(name))
  register({ tsconfig: 'tsconfig.build.json' })
  await import(`./${folder}/${name}.ts`)
} else {
  console.error(`there is no example '${name ?? ''}': give one of ${names.join(', ')}`)
  process.exitCode = 2
}
