/** Throws unless there is an object of options; `example` says how one looks. */
export function requireObject(options: object, example: string): void {
  if (typeof options === 'object' && (options as unknown) !== null) return
  throw new TypeError(`options is no object: give one, for example ${example}`)
}
