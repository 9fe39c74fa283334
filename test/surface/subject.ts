import type { Call } from './walk.js'

/** An export that is called: a function, or a class with its methods. */
export interface Subject {
  readonly call: Call
  readonly methods?: Methods
}

export type Methods = Readonly<Record<string, Method>>

/** A method, of a new object each time. */
export interface Method {
  readonly parameters: Call['parameters']
  readonly start: () => Started
}

/** A new object: its method, and its next results, which a failed call does not change. */
export interface Started {
  readonly run: (...args: readonly unknown[]) => unknown
  readonly next: (() => unknown) | undefined
}

/** All exports of an entry; `null` for those that are not called. */
export type Subjects = Readonly<Record<string, Subject | null>>

/** Any function: this test passes arguments of any kind. */
type Any = (...args: never[]) => unknown
type AnyClass = new (...args: never[]) => unknown

/** A function that is called with these parameters. */
export function calling(run: Any, ...parameters: Call['parameters']): Subject {
  return { call: { parameters, run: (...args) => run(...(args as never[])) } }
}

/** A function that takes other parameters, too: as a method of the first form. */
export function alsoCalling(run: Any, ...parameters: Call['parameters']): Method {
  return { parameters, start: () => ({ run: (...args) => run(...(args as never[])), next: undefined }) }
}

/** A class that is constructed with these parameters. */
export function making(
  constructor: AnyClass,
  parameters: Call['parameters'],
  methods: Methods = {},
): Subject {
  return { call: { parameters, run: (...args) => new constructor(...(args as never[])) }, methods }
}

/** A method of the objects that `make` makes; `next` returns the next results of one. */
export function method<Instance>(
  make: () => Instance,
  name: keyof Instance,
  parameters: Call['parameters'],
  next?: (instance: Instance) => unknown,
): Method {
  const start = (): Started => {
    const instance = make()
    return {
      run: (...args) => (instance[name] as Any).call(instance, ...(args as never[])),
      next: next && (() => next(instance)),
    }
  }
  return { parameters, start }
}
