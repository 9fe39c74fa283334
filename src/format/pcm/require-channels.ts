import { requireCount } from '../../require.js'

/** As many as a WAV header can tell: for each channel there are arrays, and a mistaken number would be a long wait. */
const MOST_CHANNELS = 65_535

/** Throws unless `channels` is a number of channels. */
export function requireChannels(channels: number): void {
  requireCount(channels, 1, 'channels', MOST_CHANNELS)
}
