import type { Option } from 'commander'

const suggestions = new WeakMap<Option, readonly string[]>()

/** Notes names that the value of an option may be, besides files. */
export function suggesting(option: Option, names: readonly string[]): Option {
  suggestions.set(option, names)
  return option
}

/** The names noted for an option, or undefined. */
export function suggestionsFor(option: Option): readonly string[] | undefined {
  return suggestions.get(option)
}
