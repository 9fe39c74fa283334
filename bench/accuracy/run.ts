// Writes ../ACCURACY.md: the accuracy of the estimators, compared with other methods on the same signals. Everything is seeded, so
// it comes out the same each time.
//
//   npm run accuracy
import { writeFileSync } from 'node:fs'
import { delays } from './delays.js'
import { falseAlarms } from './false-alarms.js'
import { periods } from './periods.js'
import { pitches } from './pitches.js'

const text = `# How accurate the estimators are

Made by \`npm run accuracy\`, with seeded signals: it comes out the same each time.

## detectPeriod

100 signals each. Right is within 2 %; errors are relative. The periodogram is that of a textbook: the mean removed, zeros up
to eight times the length, a parabola through the highest bins. The bound is the median of an error at the Cramér-Rao bound.

${periods()}

## estimateDelay

100 pairs of 512 samples each, delays of 10.5 to 30.25 samples, searched up to 64. Right is within a sample; errors are
medians in samples. GCC-PHAT is the usual code: the whitened cross-spectrum, transformed to 16 times as many lags. In a
room, phases find the first sound, where the correlation finds the middle of the echoes; in noise it is the other way about.

${delays()}

## falseAlarmsPerHour

15 templates that are not in the signals, at 8,000 Hz: "wanted" is the number of false alarms that all of them may give. A stream finds
nothing in the first 32 lengths of a template. If there are fewer than wanted, the tail of the scores ends sooner than the
distribution suggests from its body, as with a melody of 36 notes: the threshold errs on the safe side.

${falseAlarms()}

## detectPitch

200 windows of 4,096 samples at 44,100 Hz each; with \`minVoicing: 0.99\`, and pitchy above a clarity of 0.2. Right is within half
an octave, and cents are the median of those. What is neither right nor off was not found.

${pitches()}
`
writeFileSync(new URL('../ACCURACY.md', import.meta.url), text)
