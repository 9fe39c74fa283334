import { expect } from 'vitest'
import { TestScheduler } from 'rxjs/testing'

/** Runs a marble test; vitest compares the expectations. */
export function marbles(run: Parameters<TestScheduler['run']>[0]): void {
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(run)
}

export { FakeProcessor } from '../support/fake-processor.js'
