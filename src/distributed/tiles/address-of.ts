/** The address of stored bytes: their SHA-256, as hexadecimal digits. The same bytes have the same address, whoever stores them. */
export async function addressOf(bytes: Uint8Array): Promise<string> {
  // A copy, as a view of shared memory cannot be digested.
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
