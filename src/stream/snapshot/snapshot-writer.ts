/** Every field begins at a multiple of this many bytes. */
const ALIGNMENT = 8

/** The fields of a state as bytes, little endian. `SnapshotReader` reads them in the same order. */
export class SnapshotWriter {
  #bytes = new Uint8Array(256)
  #length = 0

  /** The bytes so far. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  /** Any number, NaN and infinities as well. */
  number(value: number): void {
    const at = this.#reserve(8)
    new DataView(this.#bytes.buffer).setFloat64(at, value, true)
  }

  flag(value: boolean): void {
    this.number(value ? 1 : 0)
  }

  /** The elements of typed arrays, one after the other. If the reader cannot know their number, write it as a field first. */
  samples(...arrays: readonly ArrayBufferView[]): void {
    let at = this.#reserve(arrays.reduce((sum, { byteLength }) => sum + byteLength, 0))
    for (const { buffer, byteOffset, byteLength } of arrays) {
      this.#bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at)
      at += byteLength
    }
  }

  /** Bytes and their number, such as another snapshot. */
  blob(bytes: Uint8Array): void {
    this.number(bytes.length)
    this.samples(bytes)
  }

  /** A string and its length, any code units. */
  text(text: string): void {
    this.number(text.length)
    this.samples(Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)))
  }

  /** Makes room for this many bytes. Returns their offset. */
  #reserve(length: number): number {
    const at = this.#length
    this.#length += ALIGNMENT * Math.ceil(length / ALIGNMENT)
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.length))
      grown.set(this.#bytes)
      this.#bytes = grown
    }
    return at
  }
}
