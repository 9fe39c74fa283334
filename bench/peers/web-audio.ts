import { ConvolverNode, OfflineAudioContext } from 'node-web-audio-api'
import type { Row } from '../harness/measure.js'

export const SAMPLE_RATE = 48_000

/**
 * The ConvolverNode of node-web-audio-api in an OfflineAudioContext, which is native code and computes quanta of 128.
 * A run is timed from the start of the rendering to its end, with all nodes made and the impulse response set before;
 * what the same graph costs without the ConvolverNode, rendered just after, is subtracted.
 */
export function convolverNodeRow(signal: Float32Array, impulseResponse: Float32Array): Row {
  return {
    name: 'ConvolverNode, node-web-audio-api',
    time: async () => {
      const whole = await render(signal, impulseResponse)
      const graph = await render(signal, undefined)
      return whole.seconds - graph.seconds
    },
    result: async () => (await render(signal, impulseResponse)).samples,
  }
}

/** A source with the signal, through a ConvolverNode if there is an impulse response, rendered for the signal's length. */
async function render(
  signal: Float32Array,
  impulseResponse: Float32Array | undefined,
): Promise<{ samples: Float32Array; seconds: number }> {
  const context = new OfflineAudioContext(1, signal.length, SAMPLE_RATE)
  const source = context.createBufferSource()
  source.buffer = bufferOf(context, signal)
  if (impulseResponse === undefined) source.connect(context.destination)
  else {
    const buffer = bufferOf(context, impulseResponse)
    source
      .connect(new ConvolverNode(context, { buffer, disableNormalization: true }))
      .connect(context.destination)
  }
  source.start()
  const begin = performance.now()
  const rendered = await context.startRendering()
  const seconds = (performance.now() - begin) / 1e3
  return { samples: rendered.getChannelData(0), seconds }
}

function bufferOf(context: OfflineAudioContext, samples: Float32Array): AudioBuffer {
  const buffer = context.createBuffer(1, samples.length, SAMPLE_RATE)
  buffer.getChannelData(0).set(samples)
  return buffer
}
