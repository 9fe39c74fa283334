/** What is thrown where a snapshot with a right checksum holds what no processor with these arguments can hold. */
export function impossibleState(): RangeError {
  return new RangeError(
    'bytes must hold a state that a processor with these arguments can have, got another: take them from an intact copy',
  )
}
