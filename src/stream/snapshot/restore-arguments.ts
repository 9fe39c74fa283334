import { readBytes } from '../../require.js'

/** The last parameters of a `restore` whose constructor ends with options. The options can be left out, as in the constructor. */
export type RestoreArguments<Options> =
  | [bytes: Uint8Array]
  | [options: Options | undefined, bytes: Uint8Array]

/** The options, and the bytes. @throws TypeError if these are not bytes. */
export function readRestoreArguments<Options>(
  rest: RestoreArguments<Options>,
): [options: Options | undefined, bytes: Uint8Array] {
  if (rest.length === 2) return [rest[0], readBytes(rest[1], 'bytes')]
  return [undefined, readBytes(rest[0], 'bytes')]
}
