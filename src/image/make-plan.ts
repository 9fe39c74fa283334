import type { Precision } from '../samples.js'
import { BoxPlan } from './box-plan.js'
import { type Choice, choose } from './choose-method-2d.js'
import { DirectPlan } from './direct-plan.js'
import type { Method2d } from './method-2d.js'
import type { Plan, Task } from './plan.js'
import { SeparablePlan } from './separable-plan.js'
import { SpectralPlan } from './spectral-plan.js'

/** The plan of a method, or of the fastest one. */
export function makePlan(
  task: Task,
  method: Method2d,
  channels: number,
  precision: Precision,
  approximation: number,
): Plan {
  const choice = choose(task, precision, { channels, approximation, method })
  const chosen = method === 'auto' ? choice.method : method
  if (choice.costs[chosen] === Infinity) throw refusal(chosen, choice)
  switch (chosen) {
    case 'direct':
      return new DirectPlan(task, channels, precision)
    case 'separable':
      return new SeparablePlan(task, choice.factors, channels, precision)
    case 'box':
      return new BoxPlan(task, channels, precision)
    case 'fft':
      if (choice.tiling === undefined) throw refusal(chosen, choice)
      return new SpectralPlan(task, choice.tiling, channels, precision)
  }
}

function refusal(method: string, { separableError }: Choice): RangeError {
  switch (method) {
    case 'separable':
      return new RangeError(
        `method 'separable' cannot take this kernel: a column times a row misses ${separableError.toPrecision(2)} of it; ` +
          `choose 'auto', or allow for it with approximation: ${separableError.toPrecision(2)}`,
      )
    case 'box':
      return new RangeError(
        "method 'box' takes kernels whose taps are all the same, with stride and dilation 1: choose 'auto'",
      )
    default:
      return new RangeError(
        `method '${method}' cannot take this kernel: its rows reach further than the greatest transform; choose 'auto'`,
      )
  }
}
