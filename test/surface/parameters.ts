import {
  detached,
  flags,
  functions,
  goodArrays,
  goodNumbers,
  type Hostile,
  missing,
  nestedArrays,
  objects,
  oddArrays,
  oddNumbers,
  strangers,
  strings,
  wildNumbers,
  wrongArrays,
} from './hostile-values.js'

/** One parameter of a public function: a valid value, and others that must or may be refused. */
export interface Parameter {
  readonly name: string
  readonly valid: unknown
  /** Must be refused. */
  readonly refused: readonly Hostile[]
  /** May be accepted or refused, but never with a message of the JavaScript engine. */
  readonly open: readonly Hostile[]
  /** The name that messages about an invalid value use instead of the parameter, if that is clearer. */
  readonly alias?: RegExp
  /** For objects of options: the options. */
  readonly options?: readonly Parameter[]
  /** For other objects: what they consist of. */
  readonly parts?: readonly Parameter[]
}

const numbers = [...goodNumbers, ...oddNumbers, ...wildNumbers]
const arrays = [...goodArrays, ...oddArrays, ...wrongArrays, ...nestedArrays, ...detached]

/** Values of other kinds than all of `own`, and those that are allowed. */
const but = (...own: readonly (readonly Hostile[])[]): readonly Hostile[] => {
  const taken = new Set(own.flat())
  return [
    ...strangers,
    ...missing,
    ...flags,
    ...strings,
    ...functions,
    ...objects,
    ...numbers,
    ...arrays,
  ].filter((hostile) => !taken.has(hostile))
}

type Extra = Partial<Pick<Parameter, 'alias'>> & { readonly isOptional?: boolean }
const made = (
  name: string,
  valid: unknown,
  open: readonly (readonly Hostile[])[],
  { isOptional = false, ...extra }: Extra = {},
): Parameter => {
  const opened = isOptional ? [...open, missing] : open
  return { name, valid, refused: but(...opened), open: opened.flat(), ...extra }
}

/** An array of numbers. */
export const signal = (name: string, valid: unknown, extra?: Extra): Parameter =>
  made(name, valid, [goodArrays, oddArrays], extra)

/** A complex signal; an array of numbers is a real one, where these are taken too. */
export const complex = (
  name: string,
  valid: { readonly re: unknown; readonly im: unknown },
  { isReal = true } = {},
): Parameter => ({
  ...made(name, valid, isReal ? [goodArrays, oddArrays] : [], { alias: new RegExp(`\\b${name}`) }),
  parts: [signal('re', valid.re), signal('im', valid.im)],
})

/** An array of numbers, or one number. */
export const chunk = (name: string, valid: unknown, extra?: Extra): Parameter =>
  made(name, valid, [goodArrays, oddArrays, numbers], extra)

/** A list, whose elements are checked separately. */
export const listOf = (name: string, valid: unknown, extra?: Extra): Parameter =>
  made(name, valid, [goodArrays, oddArrays, nestedArrays], { alias: new RegExp(`\\b${name}`), ...extra })

/** A whole number. */
export const count = (name: string, valid: number | undefined, extra?: Extra): Parameter =>
  made(name, valid, [goodNumbers, oddNumbers.filter(({ value }) => value === 0)], {
    isOptional: true,
    ...extra,
  })

/** A number. */
export const number = (name: string, valid: number | undefined, extra?: Extra): Parameter =>
  made(name, valid, [numbers], { isOptional: true, ...extra })

export const flag = (name: string, valid?: boolean, extra?: Extra): Parameter =>
  made(name, valid, [flags], { isOptional: true, ...extra })

export const oneOf = (name: string, valid?: string, extra?: Extra): Parameter =>
  made(name, valid, [], { isOptional: true, ...extra })

export const text = (name: string, valid: string | undefined, extra?: Extra): Parameter =>
  made(name, valid, [strings], { isOptional: true, ...extra })

export const callback = (name: string, valid: unknown, extra?: Extra): Parameter =>
  made(name, valid, [functions], extra)

/** Bytes: a Uint8Array. */
export const bytes = (name: string, valid: unknown): Parameter => made(name, valid, [])

/** A value that is checked elsewhere, or can be of many kinds: only messages of the JavaScript engine are failures. */
export const anything = (name: string, valid: unknown, extra?: Extra): Parameter => ({
  ...made(name, valid, [but()], extra),
  ...extra,
})

/** An object of a certain shape, such as an image. */
export const shape = (name: string, valid: object, extra?: Extra): Parameter =>
  made(name, valid, [], { alias: new RegExp(`\\b${name}`), ...extra })

/** An object of options, all of which are checked as well. */
export const options = (...known: readonly Parameter[]): Parameter => ({
  ...made('options', validOf(known), [objects], { isOptional: true, alias: /\boptions?\b/ }),
  // If an object of options lacks a required one, the message names it.
  options: known,
})

/** The same parameter, which can be a function as well: one that makes the object of these options. */
export const orMaker = (parameter: Parameter): Parameter => ({
  ...parameter,
  refused: parameter.refused.filter((hostile) => !functions.includes(hostile)),
  open: [...parameter.open, ...functions],
})

function validOf(known: readonly Parameter[]): object {
  return Object.fromEntries(
    known.flatMap(({ name, valid }) => (valid === undefined ? [] : [[name, valid] as const])),
  )
}
