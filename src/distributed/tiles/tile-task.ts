import { TILE_KINDS, type TileKind } from './tile.js'

/** A tile that waits for a worker. Its inputs are the addresses of stored bytes. */
export interface TileTask {
  readonly kind: TileKind
  readonly shared: string
  readonly place: readonly number[]
  readonly inputs: readonly string[]
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Encodes a task. The same task always gives the same bytes. */
export function encodeTask({ kind, shared, place, inputs }: TileTask): Uint8Array {
  return encoder.encode(JSON.stringify({ kind, shared, place, inputs }))
}

/** Decodes a task from bytes, which may be untrusted. @throws RangeError if they are not a task. */
export function decodeTask(bytes: Uint8Array): TileTask {
  const task = parsed(bytes)
  if (isTask(task)) return task
  throw new RangeError('the message must be the task of a tile, got something else')
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes)) as unknown
  } catch {
    return undefined
  }
}

function isTask(value: unknown): value is TileTask {
  if (typeof value !== 'object' || value === null) return false
  const { kind, shared, place, inputs } = value as Partial<Record<keyof TileTask, unknown>>
  return (
    TILE_KINDS.some((known) => known === kind) &&
    typeof shared === 'string' &&
    isListOf(place, 'number') &&
    isListOf(inputs, 'string')
  )
}

function isListOf(value: unknown, type: 'number' | 'string'): boolean {
  return Array.isArray(value) && value.every((element) => typeof element === type)
}
