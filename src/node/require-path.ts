import { requireString } from '../require.js'

/** Throws unless `path` is a valid path. */
export function requirePath(path: string): void {
  requireString(path, 'path')
  if (path === '') throw new RangeError('path must be the path of a file, got ""')
  if (path.includes('\0'))
    throw new RangeError('path must be the path of a file, got one with a null character')
}
