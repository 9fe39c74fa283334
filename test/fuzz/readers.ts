// npm run fuzz:readers                              100,000 damaged inputs, from a seed that is printed
// npm run fuzz:readers -- --cases 1000 --seed 7     fewer, from a given seed
// npm run fuzz:readers -- --seed 7 --case 123       one of them again
//
// A WAV file, raw samples, CSV or NDJSON is damaged here and there, and given to its reader whole and in random chunks. Both must
// give the same, all that is there, and fail, if at all, with an error that says where. One case in four is a snapshot of a
// convolver, which must be refused unless the damage left it as it was. A case that fails is made as small as it can be.

import fc from 'fast-check'
import { readerCase } from './reader-case.js'
import { checkReader } from './reader-check.js'
import { fuzz } from './runner.js'
import { damagedSnapshot } from './snapshot-case.js'
import { checkSnapshot } from './snapshot-check.js'

fuzz({
  cases: fc.oneof({ weight: 3, arbitrary: readerCase }, { weight: 1, arbitrary: damagedSnapshot }),
  check: (candidate) => ('input' in candidate ? checkReader(candidate) : checkSnapshot(candidate)),
})
