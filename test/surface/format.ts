import * as format from 'tapline/format'
import { anything, bytes, count, flag, listOf, number, oneOf, options, shape, text } from './parameters.js'
import { calling, making, method, type Subjects } from './subject.js'

const layout = { sampleRate: 8000, channels: 1 }
const stereo = [Float32Array.of(0.1, 0.2), Float32Array.of(0.3, 0.4)]
const wav = (() => {
  const encoder = new format.WavEncoder(layout)
  return Uint8Array.from([...encoder.process([[0.5, -0.5]]), ...encoder.flush()])
})()
const csv = new TextEncoder().encode('a,b\n1,2\n3,4\n')
const series = [anything('columns', undefined), anything('time', undefined)]
const rows = { length: 2, columns: [Float64Array.of(1, NaN)], times: [] }
// Times may be texts.
const timeList = listOf('times', [1, 2, 4])
const times = {
  ...timeList,
  refused: timeList.refused.filter(({ label }) => label !== 'an array of strings'),
}
const dialect = [
  text('delimiter', ','),
  oneOf('decimal', '.'),
  text('comment', '#'),
  count('skipRows', 0),
  anything('na', undefined),
] as const
const sampleFormat = oneOf('format', 's16le', { isOptional: false })

const decoder = () => new format.PcmDecoder({ format: 's16le' })
const encoder = () => new format.PcmEncoder({ format: 's16le', channels: 2 })
const wavEncoder = () => new format.WavEncoder({ sampleRate: 8000, channels: 2 })
const wavReader = () => new format.WavReader()
const soundReader = () => new format.SoundReader()
const reading = [oneOf('precision', 'float32'), flag('strict', false)] as const
const csvReader = () => new format.CsvReader()
const ndjsonReader = () => new format.NdjsonReader()

export const subjects: Subjects = {
  CsvReader: making(format.CsvReader, [options(...series, ...dialect)], {
    restore: method(() => format.CsvReader, 'restore', [
      options(...series, ...dialect),
      bytes(
        'bytes',
        new format.CsvReader({ delimiter: ',', decimal: '.', comment: '#', skipRows: 0 }).snapshot(),
      ),
    ]),
    process: method(csvReader, 'process', [bytes('chunk', csv)], (reader) => [
      reader.process(csv),
      reader.flush(),
    ]),
  }),
  GapFiller: making(format.GapFiller, [options(anything('gaps', { linear: 2 }))], {
    restore: method(() => format.GapFiller, 'restore', [
      options(anything('gaps', { linear: 2 })),
      bytes('bytes', new format.GapFiller({ gaps: { linear: 2 } }).snapshot()),
    ]),
    process: method(
      () => new format.GapFiller({ gaps: { linear: 2 } }),
      'process',
      [shape('chunk', rows, { alias: /\b(?:chunk|length|columns|times)\b/ })],
      (filler) => [filler.process(rows), filler.flush()],
    ),
  }),
  // The library itself constructs it.
  InputError: null,
  NdjsonReader: making(format.NdjsonReader, [options(...series)], {
    restore: method(() => format.NdjsonReader, 'restore', [
      options(...series),
      bytes('bytes', ndjsonReader().snapshot()),
    ]),
    process: method(
      ndjsonReader,
      'process',
      [bytes('chunk', new TextEncoder().encode('{"a":1}\n'))],
      (reader) => reader.flush(),
    ),
  }),
  PcmDecoder: making(
    format.PcmDecoder,
    [options(sampleFormat, count('channels', 1), oneOf('precision', 'float32'))],
    {
      restore: method(() => format.PcmDecoder, 'restore', [
        options(sampleFormat, count('channels', 1), oneOf('precision', 'float32')),
        bytes(
          'bytes',
          new format.PcmDecoder({ format: 's16le', channels: 1, precision: 'float32' }).snapshot(),
        ),
      ]),
      process: method(decoder, 'process', [bytes('chunk', Uint8Array.of(1, 2, 3))], (instance) =>
        instance.process(Uint8Array.of(4, 5)),
      ),
    },
  ),
  PcmEncoder: making(format.PcmEncoder, [options(sampleFormat, count('channels', 2))], {
    restore: method(() => format.PcmEncoder, 'restore', [
      options(sampleFormat, count('channels', 2)),
      bytes('bytes', encoder().snapshot()),
    ]),
    process: method(
      encoder,
      'process',
      [listOf('planar', stereo, { alias: /\b(?:planar|channels?)\b/ })],
      (instance) => [instance.process(stereo), instance.frames, instance.peak, instance.clipped],
    ),
  }),
  pcmFormats: null,
  readSound: calling(format.readSound, anything('source', [wav]), options(...reading)),
  readWav: calling(format.readWav, anything('source', [wav]), options(...reading)),
  soundFormats: null,
  SoundReader: making(format.SoundReader, [options(...reading)], {
    restore: method(() => format.SoundReader, 'restore', [
      options(...reading),
      bytes('bytes', new format.SoundReader({ precision: 'float32', strict: false }).snapshot()),
    ]),
    process: method(soundReader, 'process', [bytes('chunk', wav)], (reader) => reader.process(wav)),
  }),
  StepChecker: making(format.StepChecker, [options(number('tolerance', 0.1))], {
    restore: method(() => format.StepChecker, 'restore', [
      options(number('tolerance', 0.1)),
      bytes('bytes', new format.StepChecker().snapshot()),
    ]),
    process: method(
      () => new format.StepChecker(),
      'process',
      [times],
      (checker) => checker.flush(),
    ),
  }),
  WavEncoder: making(
    format.WavEncoder,
    [options(number('sampleRate', 8000), count('channels', 1), oneOf('format', 's16le'), count('frames', 2))],
    {
      restore: method(() => format.WavEncoder, 'restore', [
        options(
          number('sampleRate', 8000),
          count('channels', 1),
          oneOf('format', 's16le'),
          count('frames', 2),
        ),
        bytes(
          'bytes',
          new format.WavEncoder({ sampleRate: 8000, channels: 1, format: 's16le', frames: 2 }).snapshot(),
        ),
      ]),
      process: method(
        wavEncoder,
        'process',
        [listOf('planar', stereo, { alias: /\b(?:planar|channels?)\b/ })],
        (instance) => [instance.process(stereo), instance.frames, instance.peak, instance.clipped],
      ),
    },
  ),
  wavFormats: null,
  WavReader: making(format.WavReader, [options(...reading)], {
    restore: method(() => format.WavReader, 'restore', [
      options(...reading),
      bytes('bytes', new format.WavReader({ precision: 'float32', strict: false }).snapshot()),
    ]),
    process: method(wavReader, 'process', [bytes('chunk', wav)], (reader) => reader.process(wav)),
  }),
}
