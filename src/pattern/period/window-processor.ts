import type { Processor } from '../../stream/processor.js'

/** What processors of windows share: results come with the last sample of their window, and nothing is owed at the end. */
export abstract class WindowProcessor<In, Result> implements Processor<In, Result[]> {
  abstract process(chunk: In): Result[]

  abstract reset(): void

  /** Returns nothing: what is left fills no window. */
  flush(): Result[] {
    this.reset()
    return []
  }

  /** There is nothing to give back: windows are ordinary arrays. */
  dispose(): void {
    this.reset()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }
}
