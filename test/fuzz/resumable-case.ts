import fc from 'fast-check'
import { InputError } from 'tapline/format'
import { resumables } from '../support/resumables.js'
import { type Damage, damage, damaged } from './damage.js'
import { forged, type Forgery, forgery } from './forgery.js'
import { require } from './require.js'

/** A snapshot of any `Resumable` class, and how it is damaged or forged. */
export interface ResumableCase {
  readonly name: string
  /** When it is taken, as a fraction of the chunks. */
  readonly moment: number
  readonly damages: readonly Damage[]
  /** How it is forged, unless it is damaged. */
  readonly forgeries: readonly Forgery[]
}

const common = {
  name: fc.constantFrom(...Object.keys(resumables)),
  moment: fc.double({ min: 0, max: 1, noNaN: true }),
}

export const resumableCase: fc.Arbitrary<ResumableCase> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({
      ...common,
      damages: fc.array(damage, { minLength: 1, maxLength: 4 }),
      forgeries: fc.constant([]),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ...common,
      damages: fc.constant([]),
      forgeries: fc.array(forgery, { minLength: 1, maxLength: 4 }),
    }),
  },
)

/** Errors that a forged snapshot may cause later: input that does not fit its contents. */
const isLaterError = (error: unknown): boolean => error instanceof RangeError || error instanceof InputError

/**
 * Restores from a snapshot that was damaged or forged.
 *
 * @throws Error unless a damaged snapshot is refused with a RangeError, and a forged one is refused as well or gives a working processor.
 */
export function checkResumable({ name, moment, damages, forgeries }: ResumableCase): void {
  const { create, restore, chunks } = resumables[name]
  const processor = create()
  const count = Math.round(moment * chunks.length)
  for (const chunk of chunks.slice(0, count)) processor.process(chunk)
  const bytes = processor.snapshot()
  processor.dispose()
  const given = damages.length > 0 ? damages.reduce(damaged, bytes.slice()) : forged(bytes, forgeries)
  if (damages.length > 0 && Buffer.compare(given, bytes) === 0) return
  const restored = restoredOrRefused(() => restore(given))
  require(damages.length === 0 || restored === undefined, 'damage was not seen')
  try {
    for (const chunk of chunks) restored?.process(chunk)
    restored?.snapshot()
    restored?.flush()
  } catch (error) {
    require(isLaterError(error), `it failed later, with ${String(error)}`)
  }
  restored?.dispose()
}

function restoredOrRefused<Restored>(restore: () => Restored): Restored | undefined {
  try {
    return restore()
  } catch (error) {
    require(error instanceof RangeError, `it was met with ${String(error)}`)
    require((error as Error).message.length < 400, `the message is long: ${String(error)}`)
    return undefined
  }
}
