import { DataError } from '../terminal/errors.js'

/** As many as the largest arrays of sensors have. A matrix of kernels has the square of it in places. */
const MOST_CHANNELS = 512

/** @throws DataError if there are more channels, or columns, than are convolved at once */
export function requireFewChannels(count: number): void {
  if (count <= MOST_CHANNELS) return
  throw new DataError(
    `the input has ${count} channels, but at most ${MOST_CHANNELS} are convolved at once: choose some of a series with --column, ` +
      'or split the file',
  )
}
