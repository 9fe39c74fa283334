/** Throws unless `path` is a string that can be one. */
export function requirePath(path: string): void {
  if (typeof path !== 'string')
    throw new TypeError(`path is ${typeof path}: give the path of a file, a string`)
  if (path === '') throw new RangeError('path is empty: give the path of a file')
}
