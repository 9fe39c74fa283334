import { buffers } from './buffers.js'
import { graph } from './graph.js'
import type { Case } from './host.js'
import { realTime } from './real-time.js'
import { responses } from './responses.js'
import { signals } from './signals.js'

/** The cases of the Web Platform Tests for ConvolverNode, and further ones for ours: the same on every host. */
export const cases: Readonly<Record<string, Case>> = {
  ...responses,
  ...buffers,
  ...signals,
  ...graph,
  ...realTime,
}
