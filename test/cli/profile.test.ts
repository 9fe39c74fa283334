import { findDiscords, findMotifs, matrixProfile } from 'tapline'
import { expect, it } from 'vitest'
import { csvRows, jsonLines, runCommand, startCommand } from './run-command.js'
import { noise } from '../support/signals.js'

/** A rhythm of 20 samples in a little noise, which falters once. */
const signal = Array.from(noise('float64', 300, 3), (value, n) =>
  n >= 140 && n < 150 ? value : Math.sin((2 * Math.PI * n) / 20) + 0.05 * value,
)
const series = `t,v\n${signal.map((value, n) => `d${n},${value}\n`).join('')}`
const argv = ['profile', '--window', '20', '--column', 'v']

it('Each window has a row, with its nearest neighbour', async () => {
  const { code, stdout, stderr } = await runCommand(argv, series)
  const { distances, indices } = matrixProfile(signal, 20)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.split('\n')[0]).toBe('index,distance,neighbour')
  expect(csvRows(stdout)).toEqual(
    Array.from(distances, (distance, index) => ({ index, distance, neighbour: indices[index] })),
  )
})

it('Rows have the times of a column, or seconds', async () => {
  const timed = await runCommand([...argv, '--time', 't'], series)
  expect(timed.stdout.split('\n').slice(0, 2)).toEqual([
    'index,time,distance,neighbour',
    expect.stringMatching(/^0,d0,/),
  ])
  const rated = await runCommand([...argv, '--rate', '10'], series)
  expect(csvRows(rated.stdout)[7]).toMatchObject({ index: 7, time: 0.7 })
})

it('A window without a neighbour has neither distance nor index', async () => {
  const { stdout } = await runCommand(argv, series.replace(/\nd0,.*\n/, '\nd0,\n'))
  expect(stdout.split('\n').slice(1, 3)).toEqual(['0,,', expect.stringMatching(/^1,[\d.]+,\d+$/)])
})

it('Rows have more neighbours, and those of either side, where they are asked for', async () => {
  const { stdout } = await runCommand([...argv, '--neighbours', '2', '--sides'], series)
  expect(stdout.split('\n')[0]).toBe(
    'index,distance,neighbour,distance_2,neighbour_2,left_distance,left_neighbour,right_distance,right_neighbour',
  )
  const { neighbours = [], left, right } = matrixProfile(signal, 20, { neighbourCount: 2, sides: true })
  expect(csvRows(stdout)[100]).toEqual({
    index: 100,
    distance: neighbours[0].distances[100],
    neighbour: neighbours[0].indices[100],
    distance_2: neighbours[1].distances[100],
    neighbour_2: neighbours[1].indices[100],
    left_distance: left?.distances[100],
    left_neighbour: left?.indices[100],
    right_distance: right?.distances[100],
    right_neighbour: right?.indices[100],
  })
  expect(stdout.split('\n')[1]).toMatch(/^0,[\d.]+,\d+,[\d.]+,\d+,,,[\d.]+,\d+$/)
})

it('JSON has the best motifs and discords', async () => {
  const { stdout } = await runCommand([...argv, '--time', 't', '--json', '--top', '2'], series)
  const profile = matrixProfile(signal, 20)
  const motifs = findMotifs(profile, { count: 2 })
  const [discord] = findDiscords(profile)
  expect(discord.index).toBeGreaterThan(120)
  expect(discord.index).toBeLessThan(150)
  const timed = ({ index, neighbour, distance }: typeof discord) => ({
    ...{ index, time: `d${index}` },
    ...{ neighbour, neighbourTime: `d${neighbour}`, distance },
  })
  expect(jsonLines(stdout)).toMatchObject([
    { window: 20, exclusion: 5, windows: 281, motifs: motifs.map(timed), discords: [timed(discord), {}] },
  ])
})

it.each([
  [['--column', 'v'], 2, /--window/],
  [['--column', 'v', '--window', '2'], 2, /--window must be .*got 2/],
  [['--column', 'v', '--window', '400'], 2, /--window .*300.*400/],
  [['--column', 'v', '--window', '20', '--exclusion', '300'], 2, /exclusion must be .*300/],
  [['--window', '20'], 1, /line 2 .*"d0" is not a number/],
])('Reports an error: %j', async (flags, code, message) => {
  const result = await runCommand(['profile', ...flags], series)
  expect([result.code, result.stderr]).toEqual([code, expect.stringMatching(message)])
})

it('Ends quietly when the reader stops', async () => {
  const command = startCommand(argv)
  command.stdout.destroy()
  command.stdin.end(series)
  expect(await command.result).toEqual({ code: 0, stdout: '', stderr: '' })
})
