// What has never been like this? Anomalies of a sensor, found without being told what to look for.
//
//   npm run example -- anomalies
//
// A mote outdoors measures the humidity every five seconds. At one time an anomaly was brought about on purpose; its label
// is looked at only to shade the picture. Data: S. Suthaharan et al., Labelled data collection for anomaly detection in
// wireless sensor networks, ISSNIP 2010.
import { mkdirSync } from 'node:fs'
import { findDiscords, matrixProfile } from 'tapline'
import { drawChart } from './chart.js'
import { readColumn } from './data.js'

const humidity = readColumn('mote-humidity.csv', 'humidity')

// For each window of some ten minutes: how far is the window that is most like it?
const windowLength = 120
const profile = matrixProfile(humidity, windowLength)
const [discord] = findDiscords(profile)

const labels = readColumn('mote-humidity.csv', 'label')
const event = [labels.indexOf(1), labels.lastIndexOf(1)] as const
console.log(`least like all others:     readings ${discord.index} to ${discord.index + windowLength - 1}`)
console.log(`the anomaly, by its label: readings ${event[0]} to ${event[1]}`)

mkdirSync('out', { recursive: true })
const title = 'An anomaly in a sensor series, found by the matrix profile'
const series = {
  title: 'Relative humidity; shaded: the discord, which ends where the anomaly begins, and this by its label',
  values: humidity,
  yTitle: '%',
  spans: [event, [discord.index, discord.index + windowLength - 1]] as const,
}
const distances = {
  title: `Distance of each window of ${windowLength} readings to its nearest neighbour`,
  values: profile.distances,
  xTitle: 'first reading of the window',
  yTitle: 'distance',
  marks: [{ index: discord.index, label: 'the discord' }],
}
await drawChart('out/anomalies.svg', title, [series, distances], { share: true })
