import { tagOf } from './describe.js'

/** For the message about a value that is not a signal: how to make one of it, if that is known. */
export function signalRemedy(value: unknown, name: string): string {
  if (typeof value === 'number') return `: pass [${value}]`
  const tag = typeof value === 'object' && value !== null ? tagOf(value) : ''
  if (tag === 'ArrayBuffer') {
    return `: pass ${isExpression(name) ? `new Float32Array(${name})` : 'a Float32Array of it'}`
  }
  if (tag !== 'AudioBuffer') return ''
  return `: pass ${isExpression(name) ? `${name}.getChannelData(0)` : 'one channel of it'}`
}

/** Whether a name can stand in code, such as kernels[0]: others are words, such as "the result of change". */
function isExpression(name: string): boolean {
  return /^[\w$.[\]]+$/.test(name)
}
