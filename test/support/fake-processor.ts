import type { Processor } from 'tapline'

/**
 * Returns every chunk after its number, in an array, and 'end' at the flush. Counts its calls. A chunk 'bad' makes it throw; 'none'
 * has an empty result.
 */
export class FakeProcessor implements Processor<string, readonly string[]> {
  static made: FakeProcessor[] = []
  readonly calls: string[] = []
  #count = 0

  constructor(readonly last = 'end') {
    FakeProcessor.made.push(this)
  }

  process(chunk: string): readonly string[] {
    this.calls.push(`process ${chunk}`)
    if (chunk === 'bad') throw new TypeError('chunk is bad')
    this.#count++
    return chunk === 'none' ? [] : [`${this.#count}${chunk}`]
  }

  flush(): readonly string[] {
    this.calls.push('flush')
    if (this.last === 'bad') throw new RangeError('nothing to flush')
    return this.last === '' ? [] : [this.last]
  }

  reset(): void {
    this.calls.push('reset')
  }

  dispose(): void {
    this.calls.push('dispose')
  }

  [Symbol.dispose](): void {
    this.dispose()
  }
}
