import { type FileHandle } from 'node:fs/promises'
import { write } from 'node:fs'
import { promisify } from 'node:util'

/**
 * Writes all bytes. A system call may write only some of them, such as on a disk that is nearly full. The rest is retried until a
 * call fails with a reason.
 *
 * @param file A file, or the number of its descriptor.
 * @param position The offset in the file. Default: after the last write.
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
