import type { Samples, SignalLike } from '../../samples.js'
import { deinterleave16, interleave16, isForEngine } from './engine-code.js'
import type { Frames } from './frames-of.js'
import type { Level } from './level.js'
import { type PcmFormat, sampleBytes } from './pcm-format.js'
import { decodeRun, encodeRun } from './sample-code.js'
import type { SoundFormat } from './sound-layout.js'

/** Stores frames, the samples of all channels side by side, from byte `offset` on, and measures their level. */
export function interleave(
  format: PcmFormat,
  frames: Frames<SignalLike>,
  bytes: DataView,
  offset: number,
  level: Level,
): void {
  if (isForEngine(format, frames)) {
    interleave16(frames, bytes, offset, level)
    return
  }
  level.measure(frames)
  const { planar, start, count } = frames
  const bytesOfSample = sampleBytes(format)
  const stride = planar.length * bytesOfSample
  for (let i = 0; i < planar.length; i++) {
    const place = { bytes, offset: offset + i * bytesOfSample, stride }
    encodeRun(format, { samples: planar[i], start, count }, place)
  }
}

/** Reads frames that are stored so. */
export function deinterleave(
  format: SoundFormat,
  frames: Frames<Samples>,
  bytes: DataView,
  offset: number,
): void {
  if (isForEngine(format, frames)) {
    deinterleave16(frames, bytes, offset)
    return
  }
  const { planar, start, count } = frames
  const bytesOfSample = sampleBytes(format)
  const stride = planar.length * bytesOfSample
  for (let i = 0; i < planar.length; i++) {
    const place = { bytes, offset: offset + i * bytesOfSample, stride }
    decodeRun(format, { samples: planar[i], start, count }, place)
  }
}
