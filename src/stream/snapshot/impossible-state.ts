/** The error for a snapshot that has a correct checksum but holds a state that no processor with these arguments can have. */
export function impossibleState(): RangeError {
  return new RangeError(
    'bytes must hold a state that a processor with these arguments can have, got an impossible one: use an intact copy',
  )
}
