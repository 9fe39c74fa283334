import { expect, test } from 'vitest'
import { wrapParagraphs } from '../../src/cli/terminal/wrap-paragraphs.js'
import { runCommand } from './run-command.js'

test('wraps paragraphs, and leaves indented lines as they are', () => {
  const example = '  an example that is longer than the width, and stays as it is'
  const text = `Paragraphs are broken\nanew, wherever they were broken before.\n\nExamples:\n${example}\n`
  expect(wrapParagraphs(text, 40)).toBe(
    `Paragraphs are broken anew, wherever\nthey were broken before.\n\nExamples:\n${example}\n`,
  )
})

test('keeps a word that is longer than a line', () => {
  const address = `https://example.com/${'a'.repeat(40)}`
  expect(wrapParagraphs(`see ${address} now`, 40)).toBe(`see\n${address}\nnow`)
})

test('help is as wide on a wide terminal', async () => {
  const narrow = await runCommand(['convolve', '--help'])
  const { isTTY, columns } = process.stdout
  Object.assign(process.stdout, { isTTY: true, columns: 200 })
  try {
    expect(await runCommand(['convolve', '--help'])).toEqual(narrow)
  } finally {
    Object.assign(process.stdout, { isTTY, columns })
  }
  const [options] = narrow.stdout.split('Examples:')
  expect(options.split('\n').filter((line) => line.length > 80)).toEqual([])
})
