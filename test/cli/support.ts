import { readFile } from 'node:fs/promises'
import { Readable, Writable } from 'node:stream'
import { WavReader, type WavFormat } from 'tapline/format'
import { WavWriter } from 'tapline/node'
import { run } from '../../src/cli/run.js'

export interface Outcome {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: string
}

export interface Situation {
  /** The pieces that come from stdin. Default: stdin is a terminal. */
  readonly stdin?: readonly (string | Uint8Array)[]
  readonly env?: Readonly<Record<string, string>>
  /** Whether stdout and stderr are terminals. */
  readonly isTTY?: boolean
}

/** Runs a command line in this process, with streams of its own. */
export async function tapline(
  argv: readonly string[],
  { stdin, env = {}, isTTY = false }: Situation = {},
): Promise<Outcome> {
  const out: Buffer[] = []
  const err: Buffer[] = []
  const code = await run(argv, {
    stdin: Object.assign(
      Readable.from((stdin ?? []).map((piece) => Buffer.from(piece))),
      stdin === undefined ? { isTTY: true } : {},
    ),
    stdout: Object.assign(into(out), { isTTY }),
    stderr: Object.assign(into(err), { isTTY }),
    env,
  })
  return { code, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() }
}

function into(chunks: Buffer[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  })
}

export async function writeWav(
  path: string,
  channels: readonly ArrayLike<number>[],
  { sampleRate = 48_000, format = 'f32le' }: { sampleRate?: number; format?: WavFormat } = {},
): Promise<string> {
  const writer = await WavWriter.open(path, { sampleRate, channels: channels.length, format })
  await writer.write(channels)
  await writer.close()
  return path
}

/** The channels of a WAV file or its bytes, and its header. */
export async function readWav(source: string | Uint8Array) {
  const reader = new WavReader()
  const channels = reader.process(typeof source === 'string' ? await readFile(source) : source)
  const { header } = reader
  reader.flush()
  if (header === undefined) throw new Error('no WAV file')
  return { ...header, channels: channels.map((samples) => Array.from(samples)) }
}
