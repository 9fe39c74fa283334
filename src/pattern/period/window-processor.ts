import type { Processor } from '../../stream/processor.js'

/** The base of processors of windows: results come with the last sample of their window, and nothing is owed at the end. */
export abstract class WindowProcessor<In, Result> implements Processor<In, Result[]> {
  abstract process(chunk: In): Result[]

  abstract reset(): void

  /** Returns nothing, as the remaining samples do not fill a window. */
  flush(): Result[] {
    this.reset()
    return []
  }

  /** There is nothing to free: windows are ordinary arrays. */
  dispose(): void {
    this.reset()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }
}
