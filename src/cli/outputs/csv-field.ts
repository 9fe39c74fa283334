/** A field of CSV, in quotes if a reader would otherwise misread it. */
export function csvField(text: string, delimiter = ','): string {
  const isPlain = !/["\r\n]/.test(text) && !text.includes(delimiter)
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`
}
