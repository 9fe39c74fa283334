// npm run fuzz                              100,000 random streams in a million chunkings, from a seed that is printed
// npm run fuzz -- --cases 1000 --seed 7     fewer, from a given seed
// npm run fuzz -- --seed 7 --case 123       one of them again
//
// Each stream is given whole and cut in ten random ways, with kernels exchanged, snapshots, resets and flushes in its midst: all
// must give the same bits, and those what `convolve` makes of the whole. A case that fails is made as small as it can be.

import { fuzzCase } from './case.js'
import { check } from './check.js'
import { fuzz } from './runner.js'

fuzz({ cases: fuzzCase, check })
