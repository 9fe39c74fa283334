import { type FileHandle } from 'node:fs/promises'
import { write } from 'node:fs'
import { promisify } from 'node:util'

/**
 * Writes all bytes. A system call may take a part of them (a disk that is nearly full takes what there is room for): the rest is
 * written again, until the call that takes nothing says why.
 *
 * @param file A file, or the number of its descriptor.
 * @param position Where in the file; by default, behind what was written last.
 */
export async function writeAll(
  file: FileHandle | number,
  bytes: Uint8Array,
  position?: number,
): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const at = position === undefined ? null : position + done
    const { bytesWritten } =
      typeof file === 'number'
        ? await writeDescriptor(file, bytes, done, bytes.length - done, at)
        : await file.write(bytes, done, bytes.length - done, at)
    if (bytesWritten === 0) throw new Error('it takes no more bytes')
    done += bytesWritten
  }
}

const writeDescriptor = promisify(write)
