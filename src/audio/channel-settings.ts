/** @throws NotSupportedError for what a ConvolverNode cannot do either. The host checks the rest. */
export function requireChannelCount(channelCount: number): void {
  if (channelCount <= 2) return
  throw new DOMException(`channelCount must be 1 or 2, got ${channelCount}`, 'NotSupportedError')
}

/** @throws NotSupportedError for what a ConvolverNode cannot do either. The host checks the rest. */
export function requireChannelCountMode(mode: unknown): void {
  if (mode !== 'max') return
  throw new DOMException(
    "channelCountMode must be 'clamped-max' or 'explicit', got 'max'",
    'NotSupportedError',
  )
}
