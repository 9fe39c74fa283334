import { OutputFile } from '../../node/output-file.js'
import { type Io, writeOut } from '../terminal/io.js'

/** A destination of bytes or text: a file, or stdout. */
export interface ByteSink {
  write(data: Uint8Array | string): Promise<void>
  /** Completes the output: a file gets its name. */
  close(): Promise<void>
  /** Abandons the output: a file is removed. */
  abort(): Promise<void>
}

/** @param path The file; undefined and `-` are stdout. */
export async function openSink(path: string | undefined, io: Io): Promise<ByteSink> {
  if (path !== undefined && !isStdout(path)) return OutputFile.open(path)
  const nothing = (): Promise<void> => Promise.resolve()
  return { write: (data) => writeOut(io, data), close: nothing, abort: nothing }
}

/** Whether a path means stdout: `-`, or one of the system's names for it. */
export function isStdout(path: string): boolean {
  return path === '-' || /^\/(?:dev\/stdout|dev\/fd\/1|proc\/self\/fd\/1)$/.test(path)
}
