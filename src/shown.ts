/** Text from outside in a form for messages: control characters are escaped, and long text is cut. */
export function shown(text: string, greatestLength = 60): string {
  const cut = text.length > greatestLength ? `${text.slice(0, greatestLength)}…` : text
  return cut.replace(UNSEEN, (character) => {
    const code = character.charCodeAt(0)
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

// Control characters control terminals; direction marks and line separators disguise text.
const UNSEEN = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu
