import type { Option } from 'commander'

const suggestions = new WeakMap<Option, readonly string[]>()

/** Notes names that the value of an option may be, though it may be a file as well. */
export function suggesting(option: Option, names: readonly string[]): Option {
  suggestions.set(option, names)
  return option
}

/** What was noted of an option; undefined where nothing was. */
export function suggestionsFor(option: Option): readonly string[] | undefined {
  return suggestions.get(option)
}
