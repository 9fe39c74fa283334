import { convolve } from 'tapline'
import type { Suite } from './harness/bench.js'
import { noise } from './harness/data.js'

/** `npm run bench -- bench/own-row.ts` */
export const ownRow: Suite = {
  name: 'own-row',
  about: 'tapline against a convolution of my own',
  async run(bench) {
    const signal = noise(10_000, 1)
    const kernel = noise(100, 2)
    await bench.compare({
      work: '10,000 x 100, float32',
      samples: signal.length,
      ours: { name: 'tapline', run: () => convolve(signal, kernel) },
      peers: [{ name: 'mine', run: () => myConvolve(signal, kernel) }],
    })
  },
}

/** Put your library here. */
function myConvolve(signal: Float32Array, kernel: Float32Array): Float32Array {
  const out = new Float32Array(signal.length + kernel.length - 1)
  for (let i = 0; i < signal.length; i++) {
    for (let k = 0; k < kernel.length; k++) out[i + k] += signal[i] * kernel[k]
  }
  return out
}
