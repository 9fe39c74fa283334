// The node in a real-time context.
import { bufferOf, type Case, check, type Host } from './host.js'

const LENGTH = 16_384

/** A processor that records its two input channels from the first non-zero sample on, and posts them when its buffer is full. */
const RECORDER = `registerProcessor('recorder', class extends AudioWorkletProcessor {
  channels = [new Float32Array(${LENGTH}), new Float32Array(${LENGTH})]
  filled = 0
  process([input]) {
    if (input.length < 2) return true
    let from = 0
    if (this.filled === 0) while (from < input[0].length && input[0][from] === 0) from++
    const count = Math.min(input[0].length - from, ${LENGTH} - this.filled)
    for (const i of [0, 1]) this.channels[i].set(input[i].subarray(from, from + count), this.filled)
    this.filled += count
    if (count > 0 && this.filled === ${LENGTH}) this.port.postMessage(this.channels)
    return true
  }
})`

async function recorder({ api }: Host, context: AudioContext): Promise<AudioWorkletNode> {
  const url = URL.createObjectURL(new Blob([RECORDER], { type: 'text/javascript' }))
  await context.audioWorklet.addModule(url)
  return new api.AudioWorkletNode(context, 'recorder', {
    channelCount: 2,
    channelCountMode: 'explicit',
    channelInterpretation: 'discrete',
  })
}

export const realTime: Readonly<Record<string, Case>> = {
  'in real time the error of a ramp to 16384 is below −77.03 dB of the pulse': async (host) => {
    const context = new host.api.AudioContext({ sampleRate: LENGTH, ...host.deviceless })
    const pulse = new Float32Array(LENGTH).fill(1)
    const buffer = bufferOf(context, [pulse])
    const node = await host.createConvolverNode(context, { buffer, normalize: false })
    const merger = new host.api.ChannelMergerNode(context, { numberOfInputs: 2 })
    const recording = await recorder(host, context)
    const source = new host.api.AudioBufferSourceNode(context, { buffer })
    source.connect(merger, 0, 0)
    source.connect(node).connect(merger, 0, 1)
    merger.connect(recording).connect(context.destination)
    const recorded = new Promise<Float32Array[]>((resolve) => {
      recording.port.onmessage = ({ data }) => {
        if (Array.isArray(data)) resolve(data as Float32Array[])
      }
    })
    await context.resume()
    source.start(context.currentTime + 512 / LENGTH)
    const [input, output] = await recorded
    await context.close()
    let signal = 0
    let error = 0
    let sum = 0
    for (let n = 0; n < LENGTH; n++) {
      sum += input[n]
      signal += input[n] ** 2
      error += (output[n] - sum) ** 2
    }
    const decibels = 10 * Math.log10(signal / error)
    check(signal > LENGTH / 2 && decibels >= 77.03, `the signal is ${decibels} dB above the error`)
  },
}
