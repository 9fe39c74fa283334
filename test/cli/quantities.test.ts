import { describe, expect, test } from 'vitest'
import {
  band,
  count,
  decibels,
  gain,
  hertz,
  level,
  milliseconds,
  numberOf,
  score,
  seconds,
} from '../../src/cli/inputs/quantities.js'

describe('A quantity', () => {
  test.each([
    [hertz, '440', 440],
    [hertz, '440Hz', 440],
    [hertz, '2k', 2000],
    [hertz, '44.1kHz', 44_100],
    [hertz, '44.1 khz', 44_100],
    [hertz, '4.35k', 4350],
    [hertz, '1e3', 1000],
    [hertz, '2.4MHz', 2_400_000],
    [count, '4.8k', 4800],
    [count, '2M', 2_000_000],
    [decibels, '80', 80],
    [decibels, '80dB', 80],
    [seconds, '5', 5],
    [seconds, '20ms', 0.02],
    [seconds, '1.5s', 1.5],
    [milliseconds, '20', 20],
    [milliseconds, '20ms', 20],
    [milliseconds, '0.1s', 100],
    [milliseconds, '0', 0],
    [gain, '0.5', 0.5],
    [gain, '-2', -2],
    [gain, '-20dB', 0.1],
    [gain, '+6 db', 10 ** 0.3],
    [level, '0', 0],
    [numberOf, '-Infinity', -Infinity],
    [numberOf, 'loud', NaN],
    [numberOf, '', NaN],
  ] as const)('%o of %s is %d', (parse, text, due) => {
    expect(parse(text)).toBe(due)
  })

  test('can be a band', () => {
    expect(band('0.3k,3.4kHz')).toEqual([300, 3400])
    expect(() => band('3400,300')).toThrow('the lower one first')
  })

  test.each([
    [hertz, '0'],
    [hertz, '-2k'],
    [hertz, '5s'],
    [hertz, 'kHz'],
    [hertz, '1e999'],
    [count, '0'],
    [count, '1.5'],
    [count, '2kHz'],
    [decibels, '80Hz'],
    [seconds, '-1'],
    [milliseconds, '-1'],
    [gain, '0'],
    [gain, '20ms'],
    [level, 'NaN'],
    [score, '90'],
    [score, '0'],
  ] as const)('%o refuses %s', (parse, text) => {
    expect(() => parse(text)).toThrow('Give ')
  })
})
