import { Convolver } from 'tapline'
import * as nats from 'tapline/nats'
import {
  anything,
  callback,
  count,
  flag,
  listOf,
  number,
  oneOf,
  options,
  shape,
  signal,
  text,
} from './parameters.js'
import { calling, type Subjects } from './subject.js'

// Without a server: arguments are checked before any request.
const away = () => Promise.reject(new Error('no server'))
const connection = shape('connection', {
  isClosed: () => false,
  info: { version: '2.10.0', jetstream: true },
  options: {},
  features: { require: () => undefined, supports: () => true, get: () => ({ ok: true, min: '2.0.0' }) },
  request: away,
  publish: away,
})
const job = text('name', 'job', { isOptional: false, alias: /\b(?:name|job)\b/ })
const recipe = { create: () => new Convolver([1]), restore: () => new Convolver([1]) }

const batch = [
  text('name', 'b'),
  anything('signal', undefined),
  callback('onWait', () => undefined, { isOptional: true }),
]

export const subjects: Subjects = {
  chain: calling(nats.chain, shape('recipes', recipe)),
  convolveBatch: calling(
    nats.convolveBatch,
    connection,
    anything('source', []),
    listOf('kernels', [[[1]]]),
    options(...batch, oneOf('precision', 'float64'), count('blockSize', 0)),
  ),
  createJob: calling(
    nats.createJob,
    connection,
    options(
      text('name', 'job', { isOptional: false }),
      count('partitions', 2),
      oneOf('gaps', 'gap'),
      count('replicas', 1),
      oneOf('storage', 'file'),
      flag('messages', true),
      number('keepInputSeconds', 1),
      number('keepOutputSeconds', 1),
    ),
  ),
  deleteJob: calling(nats.deleteJob, connection, job),
  feed: calling(nats.feed, connection, job, anything('source', [])),
  jobStatus: calling(nats.jobStatus, connection, job),
  matchBatch: calling(
    nats.matchBatch,
    connection,
    anything('source', []),
    anything('templates', [1, 2, 1], { alias: /\b(?:templates?|hostile)\b/ }),
    options(
      ...batch,
      anything('threshold', 0.9),
      count('minDistance', 1),
      count('maxMatches', 3),
      oneOf('polarity', 'both'),
      flag('distinct', true),
    ),
  ),
  profileBatch: calling(
    nats.profileBatch,
    connection,
    signal('signal', [1, 2, 4, 3, 9, 2, 4, 8, 6, 1]),
    count('windowLength', 4, { isOptional: false }),
    options(
      ...batch,
      count('exclusion', 1),
      callback('onProgress', () => undefined, { isOptional: true }),
    ),
  ),
  readResults: calling(
    nats.readResults,
    connection,
    job,
    options(anything('from', 'start'), flag('follow', false), anything('signal', undefined)),
  ),
  recipeOf: calling(nats.recipeOf, callback('Class', Convolver, { alias: /\bClass/ })),
  runBatchWorker: calling(
    nats.runBatchWorker,
    connection,
    options(callback('onEvent', () => undefined, { isOptional: true })),
  ),
  runWorker: calling(
    nats.runWorker,
    connection,
    job,
    shape('recipe', recipe),
    options(
      text('name', 'w'),
      number('leaseMs', 1000),
      count('snapshotEveryBytes', 100),
      callback('onEvent', () => undefined, { isOptional: true }),
    ),
  ),
}
