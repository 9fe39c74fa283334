// node scripts/convert-basic-pitch.mjs PACKAGE: makes examples/data/basic-pitch.safetensors of the published weights.
// PACKAGE is the folder of @spotify/basic-pitch 1.0.1 (`npm pack @spotify/basic-pitch@1.0.1`, and unpack it). Only the order of the
// numbers changes: from TensorFlow's [row][column][in][out] to [out][in][row][column].
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeSafetensors } from 'tapline/layers'

const model = join(process.argv[2], 'model')
const { weightsManifest } = JSON.parse(readFileSync(join(model, 'model.json'), 'utf8'))
const bytes = readFileSync(join(model, 'group1-shard1of1.bin'))
const published = {}
let at = 0
for (const { name, shape } of weightsManifest[0].weights) {
  const length = shape.reduce((product, size) => product * size, 1)
  // Every number has four bytes, also the integers, which are none of the weights.
  const data = Float32Array.from({ length }, (_, i) => bytes.readFloatLE(at + 4 * i))
  published[name.replace('StatefulPartitionedCall/model_1/', '')] = { data, shape }
  at += 4 * length
}

const tensors = {}
const TRANSFORM = 'cq_t2010v2_1'
// The kernels of all nine octaves are the same.
kernel('halve', `${TRANSFORM}/conv1d_2/ExpandDims_1`)
kernel('octave', `${TRANSFORM}/conv1d/ExpandDims_1`, `${TRANSFORM}/conv1d_1/ExpandDims_1`)
numbers('scales.weight', `${TRANSFORM}/Sqrt`)
numbers('norm.weight', 'batch_normalization/FusedBatchNormV3/Scaled')
numbers('norm.bias', 'batch_normalization/FusedBatchNormV3/Offset')
layer('harmonics', 'conv2d_1/Conv2D_weights', 'conv2d_1/Conv2D_bn_offset')
layer('contour', 'contours-reduced/Conv2D/ReadVariableOp', 'contours-reduced/BiasAdd/ReadVariableOp')
layer('semitones', 'conv2d_2/Conv2D/ReadVariableOp', 'conv2d_2/BiasAdd/ReadVariableOp')
layer('note', 'conv2d_3/Conv2D/ReadVariableOp', 'conv2d_3/BiasAdd/ReadVariableOp')
layer('attack', 'conv2d_4/Conv2D_weights', 'conv2d_4/Conv2D_bn_offset')
layer('onset', 'conv2d_5/Conv2D/ReadVariableOp', 'conv2d_5/BiasAdd/ReadVariableOp')
writeFileSync('examples/data/basic-pitch.safetensors', writeSafetensors(tensors))

function layer(name, weights, bias) {
  kernel(name, weights)
  numbers(`${name}.bias`, bias)
}

/** Takes kernels for the output channels, first those of one tensor, then those of the next. */
function kernel(name, ...from) {
  const kernels = from.flatMap((tensor) => {
    const { data, shape } = published[tensor]
    const [rows, columns, inputs, outputs] = shape
    const at = (o, c, tap) => data[(tap * inputs + c) * outputs + o]
    return range(outputs).map((o) =>
      range(inputs).map((c) => range(rows * columns).map((tap) => at(o, c, tap))),
    )
  })
  const [rows, columns, inputs] = published[from[0]].shape
  const shape = [kernels.length, inputs, rows, columns]
  tensors[`${name}.weight`] = { data: Float32Array.from(kernels.flat(2)), shape }
}

function numbers(name, from) {
  const { data } = published[from]
  tensors[name] = { data, shape: [data.length] }
}

function range(length) {
  return Array.from({ length }, (_, i) => i)
}
