import { DataError } from './errors.js'

/**
 * Loads packages that need not be installed as long as nobody needs them.
 *
 * @param names As npm is to be told them.
 * @throws DataError if one is missing
 */
export async function needed<T>(load: () => Promise<T>, names: string): Promise<T> {
  try {
    return await load()
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw new DataError(`this takes a package that is not installed: npm install ${names}`, { cause })
  }
}
