import { designFir } from 'tapline'
import { prepareImpulseResponse } from 'tapline/audio'
import { type Hall, responseOf } from '../../landing/halls.js'
import { answerCalls } from '../worker-calls.js'

/** A filter with these gains in dB at these frequencies, and the gains that it has indeed. */
function filter(points: [hz: number, db: number][], sampleRate: number, shownHz: number[]) {
  const gains = points.map(([hz, db]) => [hz, 10 ** (db / 20)] as const)
  const taps = designFir({ type: 'magnitude', gains, sampleRate, length: 1023, phase: 'minimum' })
  return { taps, shownDb: shownHz.map((hz) => gainDb(taps, (2 * Math.PI * hz) / sampleRate)) }
}

/** |Σ h[k]·e^(−iωk)| in dB. */
function gainDb(taps: Float64Array, omega: number): number {
  let [re, im] = [0, 0]
  for (let k = 0; k < taps.length; k++) {
    re += taps[k] * Math.cos(omega * k)
    im += taps[k] * Math.sin(omega * k)
  }
  return 20 * Math.log10(Math.hypot(re, im))
}

/** The response of a hall, scaled so that all sound about equally loud. */
function hall(which: Hall, sampleRate: number) {
  return prepareImpulseResponse(responseOf(which, sampleRate), { sampleRate, normalize: 'l2' })
}

const offered = { filter, hall }
export type Offered = typeof offered
answerCalls(offered)
