/** Throws unless `path` is a string. */
export function requirePath(path: string): void {
  if (typeof path !== 'string') throw new TypeError('path is no string: give the path of a file')
}
