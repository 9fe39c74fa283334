import { describe, tagOf } from '../../describe.js'
import { readSignal } from '../../require.js'
import { type SignalLike, typedArrayName } from '../../samples.js'

/** The position of a template in an array, or its name. */
export type TemplateName = number | string

/** One template, several of them, or several with names. */
export type Templates = SignalLike | readonly SignalLike[] | Readonly<Record<string, SignalLike>>

/**
 * The templates with their names. What is within the array or the object is not looked at.
 *
 * @throws TypeError if they have none of the three forms. RangeError if there is no template.
 */
export function namedTemplates(templates: Templates): [TemplateName, SignalLike][] {
  if (isBank(templates)) {
    const named: [TemplateName, SignalLike][] = Array.isArray(templates)
      ? templates.map((template: SignalLike, position) => [position, template])
      : Object.entries(templates)
    if (named.length === 0) throw new RangeError('templates must be at least one, got none')
    return named
  }
  if (Array.isArray(templates) || typedArrayName(templates) !== undefined)
    return [[0, readSignal(templates, 'template')]]
  throw new TypeError(
    `templates must be a template, an array of them or an object of them, got ${describe(templates)}`,
  )
}

/**
 * A copy of the templates in their form.
 *
 * @throws TypeError, RangeError as `namedTemplates`; TypeError if one of them is not an array of numbers.
 */
export function copiedTemplates(templates: Templates): Templates {
  const named = namedTemplates(templates)
  const copies = named.map(([name, template]): [TemplateName, SignalLike] => [
    name,
    Float64Array.from(readSignal(template, messageName(name, named.length))),
  ])
  if (!isBank(templates) || Array.isArray(templates)) return copies.map(([, copy]) => copy)
  return Object.fromEntries(copies)
}

/** The name of a template in messages, which depends on how many there are. */
export function messageName(name: TemplateName, count: number): string {
  return count === 1 ? 'template' : `template ${JSON.stringify(name)}`
}

function isBank(
  templates: Templates,
): templates is readonly SignalLike[] | Readonly<Record<string, SignalLike>> {
  if (Array.isArray(templates)) return typeof templates[0] !== 'number'
  const value: unknown = templates
  return typeof value === 'object' && value !== null && tagOf(value) === 'Object'
}
