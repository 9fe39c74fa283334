import type { CorePart } from './generated/core.js'
import type { HostMemory } from './host.js'

/** The core, and its memory, which all parts share. */
export interface Instance extends CorePart {
  readonly memory: HostMemory
}
