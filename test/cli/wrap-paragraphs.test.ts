import { expect, test } from 'vitest'
import { wrapParagraphs } from '../../src/cli/terminal/wrap-paragraphs.js'
import { runCommand } from './run-command.js'

test('wraps paragraphs, and leaves indented lines as they are', () => {
  const text = 'One two three\nfour five.\n\nExamples:\n  a line that is longer than the width\n'
  expect(wrapParagraphs(text, 11)).toBe(
    'One two\nthree four\nfive.\n\nExamples:\n  a line that is longer than the width\n',
  )
})

test('keeps a word that is longer than a line', () => {
  expect(wrapParagraphs('see https://example.com now', 8)).toBe('see\nhttps://example.com\nnow')
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
