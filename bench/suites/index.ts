import { costs } from '../costs.js'
import type { Suite } from '../harness/bench.js'
import { block } from './block.js'
import { convolve } from './convolve.js'
import { memory } from './memory.js'
import { rx } from './rx.js'
import { startup } from './startup.js'
import { stream } from './stream.js'

/** What `npm run bench` runs, in this order. */
export const suites: readonly Suite[] = [block, convolve, stream, rx, startup, memory]

/** What runs only when asked for by name. */
export const tools: readonly Suite[] = [costs]
