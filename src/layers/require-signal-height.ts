/** Throws unless feature maps of this height are a signal. */
export function requireSignalHeight(height: number, forImages: string): void {
  if (height === 1) return
  throw new RangeError(`height must be 1 for a signal, got ${height}: use ${forImages} for images`)
}
