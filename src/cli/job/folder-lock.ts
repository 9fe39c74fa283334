import { open, readFile, rm } from 'node:fs/promises'
import { DataError } from '../terminal/errors.js'

/**
 * Keeps other processes from writing to a job's folder.
 *
 * @returns A function that unlocks the folder.
 * @throws DataError if another process has locked it.
 */
export async function lockFolder(path: string, folder: string): Promise<() => Promise<void>> {
  for (let attempt = 0; ; attempt++) {
    try {
      const file = await open(path, 'wx')
      await file.writeFile(`${process.pid}\n`)
      await file.close()
      return () => rm(path, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const owner = Number(await readFile(path, 'utf8').catch(() => ''))
    if (attempt > 0 || isAlive(owner)) {
      throw new DataError(`${folder} is in use by process ${owner}: stop that process, or wait until it ends`)
    }
    // The owner was killed.
    await rm(path, { force: true })
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
