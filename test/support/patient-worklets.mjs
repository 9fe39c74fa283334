// Preloaded by the processes of tests (vitest.config.ts). The worklets of node-web-audio-api 1 poll for the next block without a pause,
// each on a core of its own. On a machine that is busy with tests, the thread that they wait for then takes milliseconds to get its turn:
// a pause of 50 µs makes rendering 30 times as fast.
import { isMainThread, workerData } from 'node:worker_threads'

if (!isMainThread && workerData?.workletId !== undefined) {
  const poll = globalThis.setImmediate
  const word = new Int32Array(new SharedArrayBuffer(4))
  globalThis.setImmediate = (run) => {
    Atomics.wait(word, 0, 0, 0.05)
    return poll(run)
  }
}
