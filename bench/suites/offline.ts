import { ConvolverMatrix, PreparedMatrix, type Samples } from 'tapline'
import { type AudioChannels, renderOffline } from 'tapline/audio'
import type { Bench, Suite } from '../harness/bench.js'
import { hall, joined, noise } from '../harness/data.js'
import { type Row, sink } from '../harness/measure.js'
import { CONVOLVER_NODE, convolverNodeRow, SAMPLE_RATE } from '../peers/web-audio.js'

const SIGNAL_SECONDS = 60
const RESPONSE_SECONDS = [2, 5]
const CHUNK_SIZE = 4096

export const offline: Suite = {
  name: 'offline',
  about: `${SIGNAL_SECONDS} s of stereo at 48 kHz rendered with its tail, float32, chunks and blocks of ${CHUNK_SIZE}`,
  async run(bench) {
    for (const seconds of RESPONSE_SECONDS) await compareResponse(bench, seconds)
  },
}

async function compareResponse(bench: Bench, responseSeconds: number): Promise<void> {
  const signal = [1, 2].map((seed) => noise(SIGNAL_SECONDS * SAMPLE_RATE, seed))
  const response = [3, 4].map((seed) => hall(responseSeconds * SAMPLE_RATE, seed))
  const length = signal[0].length + response[0].length - 1
  await bench.compare({
    work: `${responseSeconds} s stereo response`,
    samples: length,
    tolerance: 1e-4,
    ours: ourRow(signal, response),
    peers: [convolverNodeRow(signal, response, length)],
    targets: [{ against: [CONVOLVER_NODE], atLeast: 4 }],
  })
}

function ourRow(signal: readonly Float32Array[], [left, right]: readonly Float32Array[]): Row {
  const kernels = [
    [left, null],
    [null, right],
  ]
  const matrix = new PreparedMatrix(kernels, { precision: 'float32', blockSize: CHUNK_SIZE })
  const render = () => renderOffline(chunksOfChannels(signal), () => new ConvolverMatrix(matrix))
  return {
    name: 'tapline, renderOffline',
    time: async () => {
      const begin = performance.now()
      for await (const chunk of render()) sink.last = chunk
      return (performance.now() - begin) / 1e3
    },
    result: async () => {
      const chunks: Samples[][] = []
      for await (const chunk of render()) chunks.push(chunk)
      return joined([0, 1].map((channel) => joined(chunks.map((chunk) => chunk[channel]))))
    },
  }
}

function* chunksOfChannels(signal: readonly Float32Array[]): Generator<AudioChannels> {
  for (let at = 0; at < signal[0].length; at += CHUNK_SIZE) {
    yield signal.map((samples) => samples.subarray(at, at + CHUNK_SIZE))
  }
}
