import { createReadStream, fstatSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { Writable } from 'node:stream'
import { isatty, ReadStream, WriteStream } from 'node:tty'
import type { Io } from './io.js'

/**
 * The streams of the process, used directly by a thread that may block on them: the streams of Node's threads pass through the main
 * one.
 */
export function processIo(): Io {
  let stdin: Io['stdin'] | undefined
  return {
    // Created on first use.
    get stdin() {
      return (stdin ??= openStdin())
    },
    stdout: openOutput(1),
    stderr: openOutput(2),
    env: process.env,
  }
}

function openStdin(): Io['stdin'] {
  if (isatty(0)) return new ReadStream(0)
  const stat = fstatSync(0)
  // Reading a pipe through the thread pool would keep the process alive while no data comes.
  if (stat.isFIFO() || stat.isSocket()) return new Socket({ fd: 0, readable: true, writable: false })
  const file = createReadStream('', { fd: 0, autoClose: false, highWaterMark: BYTES_AT_ONCE })
  return Object.assign(file, { isFile: stat.isFile() })
}

const BYTES_AT_ONCE = 1 << 18

function openOutput(descriptor: 1 | 2): Io['stdout'] {
  if (isatty(descriptor)) return new WriteStream(descriptor)
  return new Writable({
    decodeStrings: true,
    write(chunk: Uint8Array, _encoding, done) {
      try {
        writeWhole(descriptor, chunk)
      } catch (error) {
        done(error as Error)
        return
      }
      done()
    },
  })
}

/** A system call may take only some of the bytes, or none if a slow reader has made the pipe non-blocking. */
function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) {
    try {
      done += writeSync(descriptor, bytes, done)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(PAUSE, 0, 0, 2)
    }
  }
}

const PAUSE = new Int32Array(new SharedArrayBuffer(4))
