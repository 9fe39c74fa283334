import { expect, test } from 'vitest'
import { wrapParagraphs } from '../../src/cli/terminal/wrap-paragraphs.js'

test('wraps paragraphs, and leaves indented lines as they are', () => {
  const text = 'One two three\nfour five.\n\nExamples:\n  a line that is longer than the width\n'
  expect(wrapParagraphs(text, 11)).toBe(
    'One two\nthree four\nfive.\n\nExamples:\n  a line that is longer than the width\n',
  )
})

test('keeps a word that is longer than a line', () => {
  expect(wrapParagraphs('see https://example.com now', 8)).toBe('see\nhttps://example.com\nnow')
})
