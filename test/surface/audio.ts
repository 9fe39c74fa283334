import * as host from 'node-web-audio-api'
import { ConvolverMatrix } from 'tapline'
import * as audio from 'tapline/audio'
import { vi } from 'vitest'
import type { WebAudio } from '../../src/audio/web-audio.js'
import { anything, count, flag, listOf, number, oneOf, options, shape, signal, text } from './parameters.js'
import { calling, type Subjects } from './subject.js'

const sampleRate = number('sampleRate', 8000, { isOptional: false })
const decay = Float32Array.from({ length: 4000 }, (_, n) => Math.exp(-n / 400) * Math.sin(n))
const sweepOptions = { fromHz: 100, toHz: 3000, seconds: 0.05, sampleRate: 8000 }
const sweep = audio.exponentialSweep(sweepOptions)
const response = { channels: [Float32Array.of(1, 0.5)], sampleRate: 8000 }
// Wrappers and other values are distinguished by their shape.
const context = anything('context', new host.OfflineAudioContext(2, 128, 8000), { alias: /\bcontext\b/i })

// The search for a device takes a third of a second; arguments are checked before it. The types of the package lack `mediaDevices`.
const { mediaDevices } = host as unknown as WebAudio
vi.spyOn(mediaDevices!, 'getUserMedia').mockRejectedValue(new Error('there is no device'))

export const subjects: Subjects = {
  createConvolverNode: calling(
    audio.createConvolverNode,
    context,
    options(
      anything('buffer', response),
      flag('normalize', true),
      oneOf('precision', 'float32'),
      count('channelCount', 2),
      oneOf('channelCountMode', 'clamped-max'),
      oneOf('channelInterpretation', 'speakers'),
    ),
  ),
  decayTime: calling(audio.decayTime, signal('response', decay), sampleRate),
  exponentialSweep: calling(
    audio.exponentialSweep,
    options(
      number('fromHz', 100),
      number('toHz', 3000),
      // Long sounds take long.
      anything('seconds', 0.05, { alias: /\bseconds\b/ }),
      number('sampleRate', 8000),
    ),
  ),
  fromMicrophone: calling(
    audio.fromMicrophone,
    options(
      number('sampleRate', 8000),
      count('channelCount', 1),
      count('chunkLength', 128),
      text('deviceId', 'x'),
    ),
  ),
  measureImpulseResponse: calling(
    audio.measureImpulseResponse,
    signal('sweep', sweep),
    signal('recording', Float32Array.from([...sweep, 0, 0])),
  ),
  prepareImpulseResponse: calling(
    audio.prepareImpulseResponse,
    shape('response', response, { alias: /\b(?:response|source)\b/ }),
    options(
      number('sampleRate', 8000),
      flag('resample', true),
      oneOf('normalize', 'none'),
      number('trim', 60),
      oneOf('leadingSilence', 'keep'),
      listOf('channelOrder', undefined, { isOptional: true }),
    ),
  ),
  renderOffline: calling(
    audio.renderOffline,
    anything('source', [[Float32Array.of(1, 2)]]),
    anything('stage', () => new ConvolverMatrix([[[1]]]), { alias: /\bstage/ }),
  ),
}
