/**
 * Loads an optional package with `load`. Returns undefined if the package is not installed. A package that is installed but broken,
 * for instance because it lacks a dependency of its own, is an error.
 */
export async function loadOptional<T>(name: string, load: () => Promise<T>): Promise<T | undefined> {
  try {
    return await load()
  } catch (error) {
    if (isNotInstalled(error, name)) return undefined
    throw error
  }
}

/** Hosts put the name of the missing package in quotes. The path of the file that imports it may contain other packages' names. */
function isNotInstalled(error: unknown, name: string): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as NodeJS.ErrnoException
  return (
    code === 'ERR_MODULE_NOT_FOUND' &&
    [`'${name}'`, `"${name}"`].some((quoted) => error.message.includes(quoted))
  )
}
