import { joined } from '../harness/data.js'
import { WEB_AUDIO_PACKAGE } from '../harness/machine.js'
import type { Row } from '../harness/measure.js'

const { ConvolverNode, OfflineAudioContext } = (await import(
  WEB_AUDIO_PACKAGE
)) as typeof import('node-web-audio-api')

export const SAMPLE_RATE = 48_000
export const CONVOLVER_NODE = 'ConvolverNode, node-web-audio-api'

/**
 * The ConvolverNode of node-web-audio-api in an OfflineAudioContext, which is native code and computes quanta of 128.
 * A run is timed from the start of the rendering to its end, with all nodes made and the impulse response set before;
 * the cost of the same graph without the ConvolverNode, rendered directly afterwards, is subtracted.
 *
 * @param signal One array per channel, as for the response.
 * @param length The number of samples to render: those of the signal, or including the tails.
 */
export function convolverNodeRow(
  signal: readonly Float32Array[],
  impulseResponse: readonly Float32Array[],
  length = signal[0].length,
): Row {
  return {
    name: CONVOLVER_NODE,
    time: async () => {
      const whole = await render(signal, impulseResponse, length)
      const graph = await render(signal, undefined, length)
      return whole.seconds - graph.seconds
    },
    result: async () => joined((await render(signal, impulseResponse, length)).channels),
  }
}

/** Renders a source with the signal, through a ConvolverNode if there is an impulse response, for `length` samples. */
async function render(
  signal: readonly Float32Array[],
  impulseResponse: readonly Float32Array[] | undefined,
  length: number,
): Promise<{ channels: Float32Array[]; seconds: number }> {
  const context = new OfflineAudioContext(signal.length, length, SAMPLE_RATE)
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
  return { channels: signal.map((_, channel) => rendered.getChannelData(channel)), seconds }
}

function bufferOf(context: BaseAudioContext, channels: readonly Float32Array[]): AudioBuffer {
  const buffer = context.createBuffer(channels.length, channels[0].length, SAMPLE_RATE)
  for (const [i, samples] of channels.entries()) buffer.getChannelData(i).set(samples)
  return buffer
}
