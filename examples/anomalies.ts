// What has never looked like this? Anomalies of a sensor, found without a template.
//
//   npm run example -- anomalies
//
// A mote outdoors measures the humidity every five seconds. At one time an anomaly was caused on purpose; its label
// is only printed. Data: S. Suthaharan et al., Labelled data collection for anomaly detection in wireless sensor networks,
// ISSNIP 2010. For pictures of the series and of the distances:
//
//   npx tapline plot examples/data/mote-humidity.csv --column humidity -o out/humidity.svg
//   npx tapline plot out/distances.csv -o out/distances.svg
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { findDiscords, matrixProfile } from 'tapline'
import { CsvReader } from 'tapline/format'

const reader = new CsvReader({ columns: ['humidity', 'label'] })
const file = readFileSync(new URL('data/mote-humidity.csv', import.meta.url))
const [humidity, labels] = reader.process(file).columns

// For each window of some ten minutes: how far is the window that is most like it?
const windowLength = 120
const profile = matrixProfile(humidity, windowLength)
const [discord] = findDiscords(profile)

console.log(`least like all others:     readings ${discord.index} to ${discord.index + windowLength - 1}`)
console.log(`the anomaly, by its label: readings ${labels.indexOf(1)} to ${labels.lastIndexOf(1)}`)

mkdirSync('out', { recursive: true })
writeFileSync('out/distances.csv', `distance\n${profile.distances.join('\n')}\n`)
