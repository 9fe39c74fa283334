import { DataError } from './errors.js'

/**
 * Loads optional packages.
 *
 * @param names The names for `npm install`.
 * @throws DataError if one is missing
 */
export async function needed<T>(load: () => Promise<T>, names: string): Promise<T> {
  try {
    return await load()
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw new DataError(`this needs a package that is not installed: npm install ${names}`, { cause })
  }
}
