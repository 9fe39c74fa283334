import { FileError } from './file-error.js'
import type { Codec } from './sound-kind.js'

/** The error for a sound file whose decoder is installed but cannot be loaded. */
export function brokenPackage(path: string, codec: Codec, names: string, cause: unknown): FileError {
  return new FileError(
    { verb: 'read', path },
    `it is ${codec}, and the decoder for it is installed but cannot be loaded`,
    `repair it with npm install --force ${names}, or convert the file to WAV`,
    { cause },
  )
}
