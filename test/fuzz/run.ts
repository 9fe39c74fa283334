// npm run fuzz                              100,000 random streams in a million chunkings, from a seed that is printed
// npm run fuzz -- --cases 1000 --seed 7     fewer, from a given seed
// npm run fuzz -- --seed 7 --case 123       one of them again
//
// Each stream is processed whole and in ten random chunkings, with kernel exchanges, snapshots, resets and flushes in between: all
// must give the same bits, equal to `convolve` of the whole. A case that fails is minimized.

import { fuzzCase } from './case.js'
import { check } from './check.js'
import { fuzz } from './runner.js'

fuzz({ cases: fuzzCase, check })
