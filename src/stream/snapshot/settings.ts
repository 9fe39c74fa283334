import { shown } from '../../shown.js'
import { fingerprint } from './fingerprint.js'

/**
 * The arguments that a snapshot must be restored with, under the names that the caller knows: `hop`, `precision`, `template`. Long
 * values are stored as fingerprints, undefined ones are left out. `simd` is the binary: give it if results depend on how it rounds.
 */
export type Settings = Readonly<Record<string, string | number | boolean | undefined>>

/** Settings as a snapshot stores them. */
export type SavedSettings = Readonly<Record<string, string>>

const FINGERPRINT = '#'
const MOST_SHOWN = 40

/** A setting that stands for arrays: equal settings mean equal arrays. Arrays of other types or lengths give another setting. */
export function fingerprintOf(...arrays: readonly ArrayBufferView[]): string {
  const parts = arrays.flatMap((array) => [
    array.byteLength,
    fingerprint(new Uint8Array(array.buffer, array.byteOffset, array.byteLength)),
  ])
  return `${FINGERPRINT}${fingerprint(new Uint8Array(Float64Array.from(parts).buffer)).toString(16)}`
}

/** The settings as a snapshot stores them. */
export function savedSettings(settings: Settings): SavedSettings {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]))
}

/** @throws RangeError that names the difference, unless the snapshot was taken with the same settings. */
export function requireSameSettings(saved: SavedSettings, settings: Settings): void {
  const here = savedSettings(settings)
  for (const name of new Set([...Object.keys(here), ...Object.keys(saved)])) {
    const wanted = Object.hasOwn(saved, name) ? saved[name] : undefined
    const given = Object.hasOwn(here, name) ? here[name] : undefined
    if (wanted !== given) throw difference(shown(name, MOST_SHOWN), wanted, given)
  }
}

function difference(name: string, wanted: string | undefined, given: string | undefined): RangeError {
  if (name === 'simd') {
    const simd = shown(String(wanted), MOST_SHOWN)
    return new RangeError(
      `simd must be ${simd}, with which the snapshot was made, got ${String(given)}, which rounds differently: ` +
        `set TAPLINE_SIMD=${simd}, or make all snapshots with TAPLINE_SIMD=baseline`,
    )
  }
  const isLong = [wanted, given].some((value) => value?.startsWith(FINGERPRINT))
  const [must, got] = isLong ? ['what', 'something else'] : [textOf(wanted), textOf(given)]
  return new RangeError(
    `${name} must be ${must}${isLong ? '' : ', as'} it was when the snapshot was taken, got ${got}: ` +
      'restore with the same arguments',
  )
}

function textOf(value: string | undefined): string {
  return value === undefined ? 'unset' : shown(value, MOST_SHOWN)
}
