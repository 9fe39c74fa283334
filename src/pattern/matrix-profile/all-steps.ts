/** Takes all steps of a computation that may be done step by step, and returns its result. */
export function allSteps<Result>(steps: Generator<undefined, Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
