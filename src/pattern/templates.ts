import { requireSignal } from '../require.js'
import { type SignalLike } from '../samples.js'

/** The position of a template in an array, or its name. */
export type TemplateName = number | string

/** One template, several of them, or several with names. */
export type Templates = SignalLike | readonly SignalLike[] | Readonly<Record<string, SignalLike>>

/**
 * The templates with their names. What is within the array or the object is not looked at.
 *
 * @throws TypeError if they are none of the three forms. RangeError if there is no template.
 */
export function namedTemplates(templates: Templates): [TemplateName, SignalLike][] {
  if (isBank(templates)) {
    const named: [TemplateName, SignalLike][] = Array.isArray(templates)
      ? templates.map((template: SignalLike, position) => [position, template])
      : Object.entries(templates)
    if (named.length === 0) throw new RangeError('there are no templates: give at least one')
    return named
  }
  requireSignal(templates, 'template')
  return [[0, templates]]
}

/** A copy of the templates, which have been checked, in their form. */
export function copiedTemplates(templates: Templates): Templates {
  if (!isBank(templates)) return Float64Array.from(templates)
  const copy = (template: SignalLike): SignalLike => Float64Array.from(template)
  if (Array.isArray(templates)) return templates.map(copy)
  return Object.fromEntries(Object.entries(templates).map(([name, template]) => [name, copy(template)]))
}

/** What messages call a template of so many. */
export function messageName(name: TemplateName, count: number): string {
  return count === 1 ? 'template' : `template ${JSON.stringify(name)}`
}

function isBank(
  templates: Templates,
): templates is readonly SignalLike[] | Readonly<Record<string, SignalLike>> {
  if (Array.isArray(templates)) return typeof templates[0] !== 'number'
  const value: unknown = templates
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
