/** Where in the input something is wrong. */
export interface InputPlace {
  /** The first byte that is wrong, or the number of bytes if there are too few: counted from the start, from 0. */
  readonly offset: number
  /** In text: the line, counted from 1. */
  readonly line?: number
}

/**
 * The input is damaged or has another format. The message says what the error is, where it is, how much was read before it, and
 * what to do. Everything before it was delivered.
 *
 * @example
 * const decoder = new PcmDecoder({ format: 's16le' })
 * decoder.process(Uint8Array.of(0, 64, 7)) // [Float32Array [0.5]]
 * const isInputError = (f: () => void) => { try { f(); return false } catch (error) { return error instanceof InputError } }
 * isInputError(() => decoder.flush()) // true
 */
export class InputError extends RangeError {
  override readonly name = 'InputError'
  readonly offset: number
  readonly line: number | undefined

  constructor(message: string, { offset, line }: InputPlace, options?: ErrorOptions) {
    super(message, options)
    this.offset = offset
    this.line = line
  }
}
