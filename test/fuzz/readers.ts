// npm run fuzz:readers                              100,000 damaged inputs, from a seed that is printed
// npm run fuzz:readers -- --cases 1000 --seed 7     fewer, from a given seed
// npm run fuzz:readers -- --seed 7 --case 123       one of them again
//
// A WAV file, raw samples, CSV or NDJSON is damaged in places, and passed to its reader whole and in random chunks. Both must
// return everything that is there, with the same results, and fail, if at all, with an error that says where. One case in five is a
// snapshot of a convolver, which must be refused unless the damage did not change it, and one a file of weights. A case that fails is
// minimized.

import fc from 'fast-check'
import { readerCase } from './reader-case.js'
import { checkReader } from './reader-check.js'
import { fuzz } from './runner.js'
import { damagedSnapshot } from './snapshot-case.js'
import { checkSnapshot } from './snapshot-check.js'
import { weightsCase } from './weights-case.js'
import { checkWeights } from './weights-check.js'

fuzz({
  cases: fc.oneof(
    { weight: 3, arbitrary: readerCase },
    { weight: 1, arbitrary: damagedSnapshot },
    { weight: 1, arbitrary: weightsCase },
  ),
  check: (candidate) => {
    if ('input' in candidate) checkReader(candidate)
    else if ('weights' in candidate) checkWeights(candidate)
    else checkSnapshot(candidate)
  },
})
