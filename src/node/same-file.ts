import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'

/**
 * Whether two paths lead to the same file, also through links and linked folders. False for devices and pipes, because reading them
 * does not return what was written. If a file does not exist, the resolved names are compared.
 */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all(
    [a, b].map((path) => stat(path, { bigint: true }).catch(() => undefined)),
  )
  if (one === undefined && other === undefined) return resolve(a) === resolve(b)
  if (one === undefined || other === undefined) return false
  return one.isFile() && one.dev === other.dev && one.ino === other.ino
}
