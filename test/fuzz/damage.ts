import fc from 'fast-check'

/** A change of bytes, at a position relative to their length. */
export type Damage =
  | { readonly sort: 'set' | 'insert'; readonly at: number; readonly bytes: readonly number[] }
  | { readonly sort: 'delete' | 'repeat'; readonly at: number; readonly count: number }
  | { readonly sort: 'end'; readonly at: number }

/** Bytes that are significant to a reader, besides arbitrary ones. */
const someBytes = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 4 }),
  fc.constantFrom(
    ...[
      [0, 0, 0, 0],
      [255, 255, 255, 255],
      [0, 0, 0, 128],
      [255, 239, 255, 127],
      [1, 0, 0, 0],
      [254, 255],
    ],
    ...[
      'RF64',
      'RIFX',
      'ds64',
      'data',
      'fmt ',
      'JUNK',
      '"',
      '\n',
      '\r\n',
      ',',
      '\ufeff',
      '""',
      '1e999',
      '{',
      'null',
      'é',
      '\0',
    ].map((text) => [...Buffer.from(text)]),
  ),
)
// Most of what can be damaged is at the beginning.
const place = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: 0, max: 0.1, noNaN: true }),
)

/** Any damage. */
export const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ sort: fc.constantFrom('set' as const, 'insert' as const), at: place, bytes: someBytes }),
  fc.record({ sort: fc.constantFrom('delete' as const, 'repeat' as const), at: place, count: fc.nat(20) }),
  fc.record({ sort: fc.constant('end' as const), at: place }),
)

/** The damaged bytes. */
export function damaged(bytes: Uint8Array, damage: Damage): Uint8Array {
  const at = Math.floor(damage.at * bytes.length)
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
  return Uint8Array.from(Buffer.concat([before, ...followed(after, damage)]))
}

function followed(after: Uint8Array, damage: Damage): Uint8Array[] {
  switch (damage.sort) {
    case 'set':
      return [Uint8Array.from(damage.bytes).subarray(0, after.length), after.subarray(damage.bytes.length)]
    case 'insert':
      return [Uint8Array.from(damage.bytes), after]
    case 'delete':
      return [after.subarray(damage.count)]
    case 'repeat':
      return [after.subarray(0, damage.count), after]
    case 'end':
      return []
  }
}
