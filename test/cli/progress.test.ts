import { Readable, Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { showProgress } from '../../src/cli/terminal/progress.js'

/** The text on stderr while three files are processed, one with a message. */
async function shown(isTTY: boolean): Promise<string> {
  let text = ''
  const stderr = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString()
      done()
    },
  })
  const stdout = new Writable({ write: (_chunk, _encoding, done) => done() })
  const io = { stdin: Readable.from([]), stdout, stderr: Object.assign(stderr, { isTTY }), env: {} }
  const progress = await showProgress('3 files', 3, io)
  progress.add(1)
  progress.say('tapline: b.wav: is empty\n')
  progress.add(2)
  progress.stop()
  progress.stop()
  return text
}

test('On a terminal there is a bar, which makes way for messages', async () => {
  const text = await shown(true)
  expect(text).toContain('3 files ░')
  expect(text).toContain('100 %')
  // The line is cleared before and after.
  const clear = '\\u001B\\[2K'
  expect(text).toMatch(new RegExp(`${clear}tapline: b\\.wav: is empty\\n[^]*3 files █+░+ 33 %[^]*${clear}$`))
})

test('Elsewhere there are only messages', async () => {
  expect(await shown(false)).toBe('tapline: b.wav: is empty\n')
})
