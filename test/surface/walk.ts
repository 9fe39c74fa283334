import type { Hostile } from './hostile-values.js'
import type { Parameter } from './parameters.js'

/** A public function, constructor or method: its parameters, and how to call it. */
export interface Call {
  readonly parameters: readonly Parameter[]
  readonly run: (...args: readonly unknown[]) => unknown
}

/** One call with one hostile argument. */
export interface Trial {
  readonly label: string
  readonly parameter: Parameter
  readonly mustFail: boolean
  readonly args: readonly unknown[]
}

/** All calls with one argument, or one option, replaced by a hostile value. */
export function trialsOf({ parameters }: Pick<Call, 'parameters'>): readonly Trial[] {
  const valid = parameters.map((parameter) => parameter.valid)
  return parameters.flatMap((parameter, place) => {
    const withValue = (value: unknown) => valid.with(place, value)
    return [
      ...trialsWith(parameter, parameter.name, withValue),
      ...[...(parameter.options ?? []), ...(parameter.parts ?? [])].flatMap((part) =>
        trialsWith(part, `${parameter.name}.${part.name}`, (value) =>
          withValue({ ...(parameter.valid as object), [part.name]: value }),
        ),
      ),
      ...(parameter.options === undefined ? [] : [unknownOption(parameter, withValue)]),
    ]
  })
}

function trialsWith(
  parameter: Parameter,
  name: string,
  withValue: (value: unknown) => readonly unknown[],
): readonly Trial[] {
  const trial = (mustFail: boolean) => (hostile: Hostile) => ({
    label: `${name} = ${hostile.label}`,
    parameter,
    mustFail,
    args: withValue(hostile.value),
  })
  return [...parameter.refused.map(trial(true)), ...parameter.open.map(trial(false))]
}

function unknownOption(parameter: Parameter, withValue: (value: unknown) => readonly unknown[]): Trial {
  return {
    label: 'an unknown option',
    parameter: { ...parameter, alias: /unknown option 'hostileOption'/ },
    mustFail: true,
    args: withValue({ ...(parameter.valid as object), hostileOption: 1 }),
  }
}

// Messages of JavaScript engines about unchecked values.
const ENGINES =
  /Cannot (?:read|destructure|convert|create|mix|set|assign|perform|access)|is not (?:a function|iterable|a constructor|defined|an object|extensible)|Invalid (?:typed )?array (?:buffer )?length|Array buffer allocation|Maximum call stack|Reduce of empty|undefined \(|\[object |out of (?:bounds|memory)|offset is out|start offset|byte length of|must be called with|incompatible receiver|unreachable|memory access|null function|Method .* called on|The "\w+" argument/

/** The fault in the outcome of a call, or undefined. */
export function faultOf(
  { parameter, mustFail }: Trial,
  outcome: { error: unknown } | undefined,
): string | undefined {
  if (outcome === undefined) return mustFail ? 'was taken' : undefined
  const { error } = outcome
  if (!(error instanceof Error)) return `threw ${String(error)}`
  const said = `${error.name}: ${error.message}`
  // As in the Web Audio API.
  const isOfKind =
    error instanceof TypeError || error instanceof RangeError || error.name === 'NotSupportedError'
  const isKnown = isOfKind || ['InputError', 'FileError'].includes(error.constructor.name)
  // Accepted values may also fail for lack of a device or a file.
  if (mustFail && !isKnown) return said
  if (ENGINES.test(error.message)) return said
  if (error.message.includes('\u001b')) return `${JSON.stringify(said)} shows a control character`
  if (!mustFail) return undefined
  const names = parameter.alias ?? new RegExp(`\\b${parameter.name}\\b`)
  return names.test(error.message) ? undefined : `${said} (does not name ${String(names)})`
}

/** The outcome of a call: undefined, or what it throws or rejects with. */
export async function outcomeOf(run: () => unknown): Promise<{ error: unknown } | undefined> {
  try {
    await run()
    return undefined
  } catch (error) {
    return { error }
  }
}
