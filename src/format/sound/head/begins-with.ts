/** Whether bytes begin with a mark, one character per byte; `?` matches any. */
export function beginsWith(bytes: Uint8Array, mark: string): boolean {
  if (bytes.length < mark.length) return false
  for (let i = 0; i < mark.length; i++) {
    if (mark[i] !== '?' && mark.charCodeAt(i) !== bytes[i]) return false
  }
  return true
}
