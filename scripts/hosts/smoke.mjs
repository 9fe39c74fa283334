// What every host must be able to do: import each entry, and compute.
import { Convolver, convolve, matchProfile } from 'tapline'
import { exponentialSweep } from 'tapline/audio'
import { PcmDecoder } from 'tapline/format'
import { box, convolve2d } from 'tapline/image'
import { through } from 'tapline/web'
import { convolve as convolving } from 'tapline/rx'
import { from } from 'rxjs'

export function smoke() {
  const emitted = []
  from([
    [1, 0],
    [0, 2],
  ])
    .pipe(convolving([1, 0.5]))
    .subscribe((chunk) => emitted.push(...chunk))
  const image = { data: Uint8Array.of(9, 9, 9, 9), width: 2, height: 2 }
  const results = [
    convolve([1, 2, 3], [0.5, 0.5]).join() === '0.5,1.5,2.5,1.5',
    new Convolver(Float32Array.of(1, 0.5)).process(Float32Array.of(2, 0)).join() === '2,1',
    Math.abs(matchProfile([0, 1, 3, 1, 0], [1, 3, 1])[1] - 1) < 1e-9,
    convolve2d(image, box(2), { mode: 'valid' }).data[0] === 9,
    new PcmDecoder({ format: 's16le' }).process(Uint8Array.of(0, 64))[0][0] === 0.5,
    exponentialSweep({ fromHz: 20, toHz: 200, seconds: 0.1, sampleRate: 1000 }).length > 0,
    typeof through === 'function',
    emitted.join() === '1,0.5,0,2,1',
  ]
  const failed = results.flatMap((isRight, i) => (isRight ? [] : [i]))
  if (failed.length > 0) throw new Error(`tapline fails: ${failed.join()}`)
  return 'tapline works'
}
