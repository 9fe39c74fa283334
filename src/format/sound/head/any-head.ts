import { aiffHead } from './aiff-head.js'
import { auHead } from './au-head.js'
import { beginsWith } from './begins-with.js'
import { cafHead } from './caf-head.js'
import { fail, type HeadParser, type HeadPlace, textOf } from './sound-head.js'
import { w64Head } from './w64-head.js'
import { wavHead } from './wav-head.js'

/** The number of bytes that identify a file of uncompressed samples. */
export const MARK_BYTES = 12

/** The parser for a file that begins so; undefined if its samples are not plain. */
export function headFor(beginning: Uint8Array): ((place: HeadPlace) => HeadParser) | undefined {
  return parsers.find(([mark]) => beginsWith(beginning, mark))?.[1]
}

const parsers: readonly (readonly [string, (place: HeadPlace) => HeadParser])[] = [
  ['RIFF????WAVE', wavHead],
  ['RIFX????WAVE', wavHead],
  ['RF64????WAVE', wavHead],
  ['BW64????WAVE', wavHead],
  ['riff.\u0091\u00CF\u0011', w64Head],
  ['FORM????AIFF', aiffHead],
  ['FORM????AIFC', aiffHead],
  // Text may begin with a name, but not with an offset of less than 2^16.
  ['.snd\0\0', auHead],
  ['\0ds.??\0\0', auHead],
  ['caff\0\u0001', cafHead],
]

/** Reads the head of any file of plain samples. */
export function* anyHead(place: HeadPlace): HeadParser {
  const first = yield MARK_BYTES
  let known = new Uint8Array(first.buffer, first.byteOffset, first.byteLength).slice()
  const head = headFor(known)
  if (head === undefined) {
    const beginning = JSON.stringify(textOf(first, 0, Math.min(4, first.byteLength)))
    return fail(
      `this is not a known file of uncompressed sound: it begins with ${beginning}: convert it to WAV`,
      0,
    )
  }
  const parser = head({
    get length() {
      return place.length - known.length
    },
  })
  let next = parser.next()
  while (next.done !== true) {
    const wanted = Math.abs(next.value)
    const given = known.subarray(0, wanted)
    known = known.slice(given.length)
    if (next.value > 0) {
      const more = wanted > given.length ? yield wanted - given.length : new DataView(new ArrayBuffer(0))
      next = parser.next(joined(given, more))
    } else {
      if (wanted > given.length) yield given.length - wanted
      next = parser.next(new DataView(new ArrayBuffer(0)))
    }
  }
  return next.value
}

function joined(given: Uint8Array, more: DataView): DataView {
  if (given.length === 0) return more
  const bytes = new Uint8Array(given.length + more.byteLength)
  bytes.set(given)
  bytes.set(new Uint8Array(more.buffer, more.byteOffset, more.byteLength), given.length)
  return new DataView(bytes.buffer)
}
