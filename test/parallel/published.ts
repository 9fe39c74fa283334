import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Builds the package into a folder, as it is published. */
export function publish(folder: string): void {
  execFileSync(process.execPath, [
    fileURLToPath(new URL('../../scripts/build-js.mjs', import.meta.url)),
    folder,
  ])
}

/**
 * A module that computes in threads and in one thread, and returns what differs: nothing, if all is well. The first work is long enough
 * to start threads for it at once.
 */
export const COMPARISON = `
  const noise = (length, seed) => Float32Array.from({ length }, (_, n) => ((n + seed) * 2654435761 % 4294967296) / 2147483648 - 1)
  // Most pages may not have such memory.
  const Memory = globalThis.SharedArrayBuffer ?? ArrayBuffer
  const inSharedMemory = (samples) => {
    const copy = new Float32Array(new Memory(samples.byteLength))
    copy.set(samples)
    return copy
  }
  const differ = (a, b) => a.length !== b.length || a.some((value, i) => !Object.is(value, b[i]))
  export async function compare({ one, image, parallel }) {
    const wrong = []
    const expectSame = (what, a, b) => { if (differ(a, b)) wrong.push(what) }
    const threads = 3
    const [signal, kernel] = [noise(400_000, 1), noise(6000, 2)]
    signal[1000] = NaN
    const direct = { method: 'direct', threads }
    expectSame('convolve', await parallel.convolve(signal, kernel, direct), one.convolve(signal, kernel, { method: 'direct' }))
    // By now the threads have started.
    const long = noise(900_000, 3)
    const whole = one.convolve(long, kernel)
    expectSame('by transforms', await parallel.convolve(long, kernel, { threads }), whole)
    const [shared, out] = [long, whole].map(inSharedMemory)
    expectSame('in shared memory', await parallel.convolve(shared, kernel, { threads }, out.fill(0)), whole)
    expectSame('match', await parallel.matchProfile(long, kernel, { threads }), one.matchProfile(long, kernel))
    const picture = { data: long, width: 1000, height: 900 }
    const taps = { data: noise(121, 4), width: 11, height: 11 }
    const flat = await parallel.convolve2d(picture, taps, { threads, boundary: 'wrap', mode: 'same' })
    expectSame('image', flat.data, image.convolve2d(picture, taps, { boundary: 'wrap', mode: 'same' }).data)
    const kernels = [[noise(3000, 5), noise(2000, 6), null], [null, noise(10, 7), noise(4000, 8)]]
    const [many, alone] = [new parallel.ConvolverMatrix(kernels, { threads }), new one.ConvolverMatrix(kernels)]
    for (const from of [0, 20_000, 45_000]) {
      const chunks = [signal.subarray(from, from + 20_000), long.subarray(from, from + 20_000)]
      const [a, b] = [await many.process(chunks), alone.process(chunks)]
      a.forEach((samples, i) => expectSame('matrix', samples, b[i]))
    }
    const [a, b] = [await many.flush(), alone.flush()]
    a.forEach((samples, i) => expectSame('tail', samples, b[i]))
    many.dispose()
    const controller = new AbortController()
    const aborted = parallel.convolve(signal, kernel, { ...direct, abortSignal: controller.signal })
    controller.abort(new Error('no more'))
    const reason = await aborted.then(() => 'nothing', (error) => error.message)
    if (reason !== 'no more') wrong.push('abort: ' + reason)
    const few = kernel.subarray(0, 300)
    expectSame('afterwards', await parallel.convolve(signal, few, direct), one.convolve(signal, few, { method: 'direct' }))
    return wrong
  }
`
