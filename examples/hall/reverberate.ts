import { connect, from, map, type Observable, type OperatorFunction, zip } from 'rxjs'
import type { Samples } from 'tapline'
import { convolve } from 'tapline/rx'
import { type Audio, lengthOf } from './audio.js'

/** A piece of sound: one array a channel, all of one length. */
export type Block = readonly Samples[]

/**
 * Emits `audio` in blocks of `blockLength` samples, the last one shorter, no faster than `ready` allows: RxJS pushes,
 * so what comes down the pipeline must be on the disk before the next block goes up it.
 */
export function blocksOf(audio: Audio, blockLength: number, ready: () => Promise<void>): Observable<Block> {
  return from(pacedBlocks(audio, blockLength, ready))
}

async function* pacedBlocks({ channels }: Audio, blockLength: number, ready: () => Promise<void>) {
  for (let start = 0; start < channels[0].length; start += blockLength) {
    yield channels.map((samples) => samples.subarray(start, start + blockLength))
    await ready()
  }
}

/**
 * What each ear hears in the hall: one streaming convolution an ear. A mono recording is heard by as many ears as the
 * impulse response has channels; a mono response serves both channels of a recording.
 */
export function reverberate(recording: Audio, response: Audio): OperatorFunction<Block, Block> {
  const ears = Array.from({ length: outputChannels(recording, response) }, (_, ear) => ear)
  return connect((dry$) =>
    zip(
      ears.map((ear) =>
        dry$.pipe(
          map((block) => channelFor(ear, block)),
          convolve(channelFor(ear, response.channels)),
        ),
      ),
    ),
  )
}

/** Channels of the output: mono only where both are. */
export function outputChannels(recording: Audio, response: Audio): number {
  return Math.max(recording.channels.length, response.channels.length)
}

/** Samples of the output, a channel: of N samples and K taps, the N + K - 1 of the whole linear convolution. */
export function outputLength(recording: Audio, response: Audio): number {
  return lengthOf(recording) + lengthOf(response) - 1
}

function channelFor<T>(ear: number, channels: readonly T[]): T {
  return channels[Math.min(ear, channels.length - 1)]
}
