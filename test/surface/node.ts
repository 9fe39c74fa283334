import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Rechunker } from 'tapline'
import * as node from 'tapline/node'
import * as web from 'tapline/web'
import { anything, callback, count, number, oneOf, options, shape, text } from './parameters.js'
import { calling, type Subjects } from './subject.js'

const folder = mkdtempSync(join(tmpdir(), 'tapline-surface-'))
const path = text('path', join(folder, 'nothing.wav'), { isOptional: false })
/** Files with hostile names must not be created in the working directory. */
const inFolder = (name: unknown) => (typeof name === 'string' && name !== '' ? resolve(folder, name) : name)
const frame = { data: new Uint8ClampedArray(16), width: 2, height: 2 }
const create = callback('create', () => new Rechunker(2))

export const nodeSubjects: Subjects = {
  // The library itself constructs it.
  FileError: null,
  openAudioFile: calling(node.openAudioFile, path, anything('options', {})),
  readAudioFile: calling(node.readAudioFile, path, anything('options', {})),
  readImage: calling(node.readImage, path),
  through: calling(node.through, create),
  WavWriter: {
    call: {
      parameters: [
        text('path', join(folder, 'out.wav'), { isOptional: false }),
        options(
          number('sampleRate', 8000),
          count('channels', 1),
          oneOf('format', 's16le'),
          count('expectedFrames', 2),
        ),
      ],
      run: async (name, ...args) => {
        const writer = await (node.WavWriter.open as (...args: unknown[]) => Promise<node.WavWriter>)(
          inFolder(name),
          ...args,
        )
        await writer.abort()
      },
    },
  },
  writeImage: calling(
    node.writeImage,
    text('path', join(folder, 'out.png'), { isOptional: false }),
    shape('frame', frame),
  ),
}

export const webSubjects: Subjects = { through: calling(web.through, create) }
