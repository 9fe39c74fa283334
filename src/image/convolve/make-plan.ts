import type { Precision } from '../../samples.js'
import { BoxPlan } from './box-plan.js'
import { type Choice, choose } from './choose-method-2d.js'
import { DirectPlan } from './direct-plan.js'
import type { ConcreteMethod2d, Method2d } from './method-2d.js'
import type { Plan, Task } from './plan.js'
import { SeparablePlan } from './separable-plan.js'
import { SpectralPlan } from './spectral-plan.js'

/** Makes the plan of a method, or of the fastest one for 'auto'. */
export function makePlan(
  task: Task,
  method: Method2d,
  channels: number,
  precision: Precision,
  approximation: number,
): Plan {
  const choice = choose(task, precision, { channels, approximation, method })
  return planOf(task, requireTaken(method, choice), choice, channels, precision)
}

/** The chosen method. @throws RangeError if it cannot take the kernel */
export function requireTaken(method: Method2d, choice: Choice): ConcreteMethod2d {
  const chosen = method === 'auto' ? choice.method : method
  if (choice.costs[chosen] === Infinity) throw refusal(chosen, choice)
  return chosen
}

/** Makes the plan of a method that was chosen for this task, or for one of more rows. */
export function planOf(
  task: Task,
  method: ConcreteMethod2d,
  choice: Pick<Choice, 'factors' | 'tiling'>,
  channels: number,
  precision: Precision,
): Plan {
  switch (method) {
    case 'direct':
      return new DirectPlan(task, channels, precision)
    case 'separable':
      return new SeparablePlan(task, choice.factors, channels, precision)
    case 'box':
      return new BoxPlan(task, channels, precision)
    case 'fft':
      if (choice.tiling === undefined) throw new Error('this method has no tiling')
      return new SpectralPlan(task, choice.tiling, channels, precision)
  }
}

function refusal(method: string, { separableError }: Choice): RangeError {
  switch (method) {
    case 'separable':
      return new RangeError(
        `method must be one that takes this kernel, got 'separable', but a column times a row misses ` +
          `${separableError.toPrecision(2)} of it: choose 'auto', or accept it with approximation: ${roundedUp(separableError)}`,
      )
    case 'box':
      return new RangeError(
        "method must be one that takes this kernel, got 'box', which needs equal taps with stride and dilation 1: choose 'auto'",
      )
    default:
      return new RangeError(
        `method must be one that takes this kernel, got '${method}', but its rows reach further than the greatest transform: ` +
          "choose 'auto'",
      )
  }
}

/**
 * Rounds an error below 1 up to two digits, or to as many as keep it below 1, so that the suggested `approximation` suffices.
 */
function roundedUp(error: number): string {
  for (let digits = 2; digits < 17; digits++) {
    const unit = 10 ** (Math.floor(Math.log10(error)) + 1 - digits)
    const text = [error, error + unit]
      .map((value) => value.toPrecision(digits))
      .find((value) => Number(value) >= error)
    if (text !== undefined && Number(text) < 1) return text
  }
  return String(error)
}
