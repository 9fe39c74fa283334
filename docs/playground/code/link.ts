/** The part of an address behind its # that holds code. */
export function hashOf(code: string): string {
  const text = Array.from(new TextEncoder().encode(code), (byte) => String.fromCharCode(byte)).join('')
  return `#code=${btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`
}

/** The code in an address, if there is some. */
export function codeIn(hash: string): string | undefined {
  const match = /^#code=([\w-]+)$/.exec(hash)
  if (match === null) return undefined
  try {
    const text = atob(match[1].replaceAll('-', '+').replaceAll('_', '/'))
    return new TextDecoder().decode(Uint8Array.from(text, (letter) => letter.charCodeAt(0)))
  } catch {
    return undefined
  }
}
