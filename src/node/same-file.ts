import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'

/**
 * Whether two paths name one file, however they are written: through links, or through folders that are links. Devices and pipes are
 * none: what is read from one is not what is written into it. Of what is not there, the names are compared.
 */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all(
    [a, b].map((path) => stat(path, { bigint: true }).catch(() => undefined)),
  )
  if (one === undefined && other === undefined) return resolve(a) === resolve(b)
  if (one === undefined || other === undefined) return false
  return one.isFile() && one.dev === other.dev && one.ino === other.ino
}
