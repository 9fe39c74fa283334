import { Help } from 'commander'

/** Wraps text to lines of at most `width` characters, except lines that begin with a blank, such as options and examples. */
export function wrapParagraphs(text: string, width: number): string {
  const help = new Help()
  return text.replaceAll(/^\S.*(?:\n\S.*)*$/gm, (paragraph) =>
    help.boxWrap(paragraph.replaceAll(/\s+/g, ' '), width),
  )
}
