import { shown } from './shown.js'

/** The description of any value in messages: `3`, `"same"`, `null`, `an Array`, `a Float32Array`, `an object`. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `"${shown(value, 40)}"`
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'symbol' || typeof value === 'function') return `a ${typeof value}`
  if (typeof value !== 'object' || value === null) return String(value)
  const tag = tagOf(value)
  return tag === 'Object' ? 'an object' : `${/^[AEIO]/.test(tag) ? 'an' : 'a'} ${shown(tag, 40)}`
}

/** The class of an object, also for objects of another realm. */
export function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1)
}
