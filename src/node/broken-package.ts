import { FileError, reasonOf } from './file-error.js'
import type { Codec } from './sound-kind.js'

/** The error for a sound file whose decoder is installed but cannot be loaded. */
export function brokenPackage(path: string, codec: Codec, names: string, cause: unknown): FileError {
  return new FileError(
    { verb: 'read', path },
    `it is ${codec}, and its decoder (${names}) is installed but cannot be loaded: ${reasonOf(cause)}`,
    'delete node_modules and run npm install, or convert the file to WAV',
    { cause },
  )
}
