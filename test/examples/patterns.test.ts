import { readAudioFile } from 'tapline/node'
import { describe, expect, test } from 'vitest'
import { ExampleFolder } from './run-example.js'

const folder = new ExampleFolder()

describe('The example of patterns', () => {
  test('rhythms finds the day and the year', async () => {
    expect(await folder.run('rhythms')).toEqual([
      'a day: 24.00 hours, confidence 1.00',
      'a year: 11.98 months, confidence 0.92',
    ])
    const [day, year] = ['day', 'year'].map((name) => folder.readColumn(name))
    expect([day.length, year.length]).toEqual([73, 37])
    expect([day[24], year[12]].map((value) => value > 0.75)).toEqual([true, true])
  })

  test('phrase finds the phrase just where it is', async () => {
    expect(await folder.run('phrase', '1000')).toEqual([
      'the phrase begins at 3.000 s, score 0.75',
      'the phrase begins at 15.272 s, score 0.75',
    ])
    const [heard, phrase] = await Promise.all(
      ['heard', 'phrase'].map((name) => readAudioFile(folder.path(`out/${name}.wav`))),
    )
    expect([heard.sampleRate, phrase.channels[0].length]).toEqual([44_100, 44_100])
    expect(heard.channels[0].length).toBeGreaterThan(16 * 44_100)
  })

  test('anomalies finds the anomaly that is labelled', async () => {
    const lines = await folder.run('anomalies')
    const [discord, anomaly] = lines.map((line) => [...line.matchAll(/\d+/g)].map(Number))
    expect(discord[0]).toBeLessThanOrEqual(anomaly[1])
    expect(discord[1]).toBeGreaterThanOrEqual(anomaly[0])
    const distances = folder.readColumn('distances')
    expect(distances.indexOf(Math.max(...distances))).toBe(discord[0])
  })
})
