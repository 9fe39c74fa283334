// npm run fuzz:snapshots                              100,000 forged snapshots, from a seed that is printed
// npm run fuzz:snapshots -- --cases 1000 --seed 7     fewer, from a given seed
// npm run fuzz:snapshots -- --seed 7 --case 123       one of them again
//
// The contents of a snapshot are changed in places, and its checksum is corrected, as an attacker could do. It must be refused, or
// be that of a working stream, and must not affect other streams. A case that fails is minimized.

import fc from 'fast-check'
import { checkResumable, resumableCase } from './resumable-case.js'
import { fuzz } from './runner.js'
import { forgedSnapshot } from './snapshot-case.js'
import { checkSnapshot } from './snapshot-check.js'

// One case in two is of a convolver of any size, and the other one of any class that resumes; some of these are damaged instead.

fuzz({
  cases: fc.oneof(forgedSnapshot, resumableCase),
  check: (candidate) => ('name' in candidate ? checkResumable(candidate) : checkSnapshot(candidate)),
})
