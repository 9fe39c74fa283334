import type { ConcreteMethod, MethodChoice } from './choose-method.js'

/** Throws unless the method can take inputs of these lengths. */
export function requireMethodFits(
  choice: MethodChoice,
  chosen: ConcreteMethod,
  longer: number,
  shorter: number,
): void {
  if (choice.costs[chosen] < Infinity) return
  throw new RangeError(
    `method '${chosen}' cannot take inputs of ${longer} and ${shorter} samples: ` +
      "its transforms give at most 2097152 samples; choose 'auto'",
  )
}
