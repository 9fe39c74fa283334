import { OutputFile } from '../../node/output-file.js'
import { type Io, writeOut } from '../terminal/io.js'

/** Where bytes or text go: a file, or stdout. */
export interface ByteSink {
  write(data: Uint8Array | string): Promise<void>
  /** Nothing more comes: a file gets its name. */
  close(): Promise<void>
  /** It is given up: a file is removed. */
  abort(): Promise<void>
}

/** @param path The file; undefined and `-` are stdout. */
export async function openSink(path: string | undefined, io: Io): Promise<ByteSink> {
  if (path !== undefined && !isStdout(path)) return OutputFile.open(path)
  const nothing = (): Promise<void> => Promise.resolve()
  return { write: (data) => writeOut(io, data), close: nothing, abort: nothing }
}

/** Whether a path means stdout: `-`, or what the system calls it. */
export function isStdout(path: string): boolean {
  return path === '-' || /^\/(?:dev\/stdout|dev\/fd\/1|proc\/self\/fd\/1)$/.test(path)
}
