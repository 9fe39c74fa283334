import { DataError } from '../terminal/errors.js'

/** As many as the largest sensor arrays have. A matrix of kernels has the square of this number of places. */
const MOST_CHANNELS = 512

/** @throws DataError if there are more channels or columns than can be convolved at once */
export function requireFewChannels(count: number): void {
  if (count <= MOST_CHANNELS) return
  throw new DataError(
    `the input must have at most ${MOST_CHANNELS} channels, got ${count}: choose columns of a series with --column, ` +
      'or split the file',
  )
}
