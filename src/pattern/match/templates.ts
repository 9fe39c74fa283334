import { describe, tagOf } from '../../describe.js'
import { readSignal } from '../../require.js'
import { type SignalLike, typedArrayName, type TypedSignal } from '../../samples.js'
import { requireChannels } from '../../stream/read-channels.js'

/** The position of a template in an array, or its name. */
export type TemplateName = number | string

/** A template of several channels: one array of samples for each, all of one length. */
export type ChannelTemplate = readonly SignalLike[]

/** One template, several of them, or several with names. */
export type Templates = Bank<SignalLike>

/** One template of several channels, several of them, or several with names. */
export type ChannelTemplates = Bank<ChannelTemplate>

type Bank<Template> = Template | readonly Template[] | Readonly<Record<string, Template>>

/**
 * The templates with their names. The templates themselves are not checked.
 *
 * @param channelCount The number of channels of each template; undefined if templates are arrays of numbers.
 * @throws TypeError if they have none of these forms. RangeError if there is no template.
 */
export function namedTemplates(
  templates: Templates | ChannelTemplates,
  channelCount?: number,
): [TemplateName, SignalLike | ChannelTemplate][] {
  const bank = bankOf(templates, channelCount !== undefined)
  if (bank !== undefined) {
    const named: [TemplateName, SignalLike | ChannelTemplate][] = Array.isArray(bank)
      ? bank.map((template: SignalLike | ChannelTemplate, position) => [position, template])
      : Object.entries(bank)
    if (named.length === 0) throw new RangeError('templates must be at least one, got none')
    return named
  }
  if (Array.isArray(templates) || typedArrayName(templates) !== undefined)
    return [[0, templates as SignalLike | ChannelTemplate]]
  throw new TypeError(
    `templates must be a template, an array of them or an object of them, got ${describe(templates)}`,
  )
}

/**
 * The samples of a template's channels.
 *
 * @param name The name of the template in messages.
 * @param channelCount The number of its channels; undefined if it is an array of numbers.
 * @throws TypeError, RangeError if it is not one array of numbers, or one for each channel.
 */
export function readTemplate(
  template: SignalLike | ChannelTemplate,
  name: string,
  channelCount: number | undefined,
): TypedSignal[] {
  if (channelCount === undefined) return [readSignal(template as SignalLike, name)]
  requireChannels(template as ChannelTemplate, channelCount, name, 'channel')
  const channels = Array.from({ length: channelCount }, (_, c) =>
    readSignal((template as ChannelTemplate)[c], `${name}[${c}]`),
  )
  const odd = channels.findIndex(({ length }) => length !== channels[0].length)
  if (odd < 0) return channels
  throw new RangeError(
    `${name}[${odd}] must have ${channels[0].length} samples, as ${name}[0] has, got ${channels[odd].length}`,
  )
}

/**
 * A copy of the templates, in the form in which they were passed.
 *
 * @throws TypeError, RangeError as `namedTemplates`; TypeError if one of them is not an array of numbers.
 */
export function copiedTemplates<Some extends Templates | ChannelTemplates>(
  templates: Some,
  channelCount?: number,
): Some {
  const named = namedTemplates(templates, channelCount)
  const copies = named.map(([name, template]): [TemplateName, SignalLike | ChannelTemplate] => {
    const channels = readTemplate(template, messageName(name, named.length), channelCount).map((samples) =>
      Float64Array.from(samples),
    )
    return [name, channelCount === undefined ? channels[0] : channels]
  })
  const isList = Array.isArray(templates) || bankOf(templates, channelCount !== undefined) === undefined
  return (isList ? copies.map(([, copy]) => copy) : Object.fromEntries(copies)) as Some
}

/** The name of a template in messages, which depends on their number. */
export function messageName(name: TemplateName, count: number): string {
  return count === 1 ? 'template' : `template ${JSON.stringify(name)}`
}

type Several<Template> = readonly Template[] | Readonly<Record<string, Template>>

/** The templates, if they are several, or have names. */
function bankOf(
  templates: Templates | ChannelTemplates,
  haveChannels: boolean,
): Several<SignalLike | ChannelTemplate> | undefined {
  const value: unknown = templates
  const first: unknown = Array.isArray(value) ? value[0] : undefined
  const isBank = Array.isArray(value)
    ? haveChannels
      ? Array.isArray(first) && typeof first[0] !== 'number'
      : typeof first !== 'number'
    : typeof value === 'object' && value !== null && tagOf(value) === 'Object'
  return isBank ? (templates as Several<SignalLike | ChannelTemplate>) : undefined
}
