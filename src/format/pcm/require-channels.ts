import { requireCount } from '../../require.js'

/** The most that a WAV header can state. Each channel has arrays of its own, so a wrong number would take long. */
const MOST_CHANNELS = 65_535

/** Throws unless `channels` is a number of channels. */
export function requireChannels(channels: number): void {
  requireCount(channels, 1, 'channels', MOST_CHANNELS)
}
