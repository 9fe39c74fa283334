/** Where bytes are stored: their SHA-256, in hexadecimal digits. The same bytes have the same address, whoever stores them. */
export async function addressOf(bytes: Uint8Array): Promise<string> {
  // A view of memory that others may write to cannot be digested.
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
