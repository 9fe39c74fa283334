/** Wraps text to lines of at most `width` characters, except lines that begin with a blank, such as options and examples. */
export function wrapParagraphs(text: string, width: number): string {
  return text.replaceAll(/^\S.*(?:\n\S.*)*$/gm, (paragraph) => wrapped(paragraph.split(/\s+/), width))
}

function wrapped(words: readonly string[], width: number): string {
  const lines = ['']
  for (const word of words) {
    const line = lines[lines.length - 1]
    if (line === '') lines[lines.length - 1] = word
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] += ` ${word}`
    else lines.push(word)
  }
  return lines.join('\n')
}
