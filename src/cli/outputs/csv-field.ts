/** A field as a line of CSV holds it: in quotes where a reader would take it for something else. */
export function csvField(text: string, delimiter = ','): string {
  const isPlain = !/["\r\n]/.test(text) && !text.includes(delimiter)
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`
}
