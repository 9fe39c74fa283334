// Code of users with the DOM's types. Checked by web.json.
import { convolve, Convolver, correlate } from '../../dist/index.js'
import { createConvolverNode } from '../../dist/audio/index.js'

declare const context: AudioContext
const buffer = context.createBuffer(1, 3, context.sampleRate)
const [signal, kernel] = [Float32Array.of(1, 2), Float32Array.of(1, 1)]
buffer.copyToChannel(convolve(signal, kernel), 0)
buffer.copyToChannel(correlate(signal, kernel), 0)
buffer.copyToChannel(new Convolver(kernel).process(signal), 0)
const double: Float64Array = new Convolver(Float64Array.of(1)).flush()
new Convolver([1, 2], { precision: 'float32' }).process(double)
const node = await createConvolverNode(context, { buffer })
node.connect(context.destination).disconnect()
node.buffer = buffer
