// Results that are not samples, as JSON. NaN, infinities and -0, which JSON lacks, survive the round trip.

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const TAG = '$number'

/** A value as JSON in UTF-8. */
export function encodeJson(value: unknown): Uint8Array {
  return encoder.encode(
    JSON.stringify(value, (_key, part: unknown) => (isSpecial(part) ? tagged(part) : part)),
  )
}

/** The value that was passed to `encodeJson`. */
export function decodeJson(bytes: Uint8Array): unknown {
  return JSON.parse(decoder.decode(bytes), (_key, part: unknown) =>
    isTagged(part) ? Number(part[TAG]) : part,
  )
}

function isSpecial(value: unknown): value is number {
  return typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
}

function tagged(value: number): Record<typeof TAG, string> {
  return { [TAG]: Object.is(value, -0) ? '-0' : String(value) }
}

function isTagged(value: unknown): value is Record<typeof TAG, string> {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, TAG)
}
