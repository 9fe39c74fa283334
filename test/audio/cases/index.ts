import { buffers } from './buffers.js'
import { graph } from './graph.js'
import type { Case } from './host.js'
import { realTime } from './real-time.js'
import { responses } from './responses.js'
import { signals } from './signals.js'

/** What a ConvolverNode is asked by the Web Platform Tests, and what ours is asked beyond: the same cases on every host. */
export const cases: Readonly<Record<string, Case>> = {
  ...responses,
  ...buffers,
  ...signals,
  ...graph,
  ...realTime,
}
