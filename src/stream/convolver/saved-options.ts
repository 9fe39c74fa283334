import type { Snapshot } from '../snapshot/decode-snapshot.js'
import { CONVOLVER_OPTIONS, type ConvolverOptions } from './convolver-options.js'
import { readOptions } from '../../require.js'
import type { Precision } from '../../samples.js'

/** Untrusted bytes can name any block size, and blocks take memory. */
const GREATEST_SAVED_BLOCK = 2 ** 16

/** The options of `restore`: those that are given, completed by those of the snapshot. */
export function optionsWith(
  { settings, state }: Snapshot,
  options: ConvolverOptions | undefined,
): ConvolverOptions {
  const given = readOptions(options, CONVOLVER_OPTIONS)
  const { precision, initial } = settings
  const blockSize = Number(settings['blockSize'])
  if (given.blockSize === undefined && blockSize > Math.max(GREATEST_SAVED_BLOCK, state.length)) {
    throw new RangeError(
      `blockSize must be given if it is more than ${GREATEST_SAVED_BLOCK}, got none: restore with the same arguments`,
    )
  }
  const saved = { precision: precision as Precision, initial: initial as 'zero' | 'first', blockSize }
  return { ...saved, ...given }
}
