import { costs } from '../costs.js'
import type { Suite } from '../harness/bench.js'
import { adaptive } from './adaptive.js'
import { block } from './block.js'
import { deadline } from './deadline.js'
import { fft } from './fft.js'
import { channels } from './channels.js'
import { cli } from './cli.js'
import { convolve } from './convolve.js'
import { frames } from './frames.js'
import { image } from './image.js'
import { layers } from './layers.js'
import { many } from './many.js'
import { memory } from './memory.js'
import { nats } from './nats.js'
import { offline } from './offline.js'
import { pattern } from './pattern.js'
import { regret } from './regret.js'
import { resample } from './resample.js'
import { rx } from './rx.js'
import { spectrum } from './spectrum.js'
import { startup } from './startup.js'
import { stream } from './stream.js'

/** The suites that `npm run bench` runs, in this order. */
export const suites: readonly Suite[] = [
  block,
  fft,
  convolve,
  regret,
  stream,
  offline,
  deadline,
  channels,
  many,
  resample,
  adaptive,
  spectrum,
  pattern,
  image,
  layers,
  frames,
  rx,
  startup,
  memory,
  cli,
  nats,
]

/** The suites that run only when named. */
export const tools: readonly Suite[] = [costs]
