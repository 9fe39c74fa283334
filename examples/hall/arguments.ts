import { basename, extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { JobError } from './job-error.js'

export const usage = `Puts a recording into a hall: streaming convolution with an impulse response.

node examples/hall/start.mjs                                    a recording of a voice, in a synthesised hall
node examples/hall/start.mjs INPUT --ir HALL --out OUTPUT       your own files

  INPUT          recording, mono or stereo: WAV, FLAC, MP3, Ogg Vorbis, AAC
  --ir FILE      impulse response, mono or stereo, at the recording's sample rate
                 (default: a synthesised stereo hall of 3 s)
  --out FILE     24-bit WAV to write, with a picture beside it as .svg
                 (default: out/<recording>-<impulse response>.wav)
  --gain FACTOR  multiplies the output (default: 1)
  --help         this text`

/** What the user asked for. */
export interface Job {
  /** The recording's file. */
  readonly input: string
  /** The impulse response's file; without it, a hall is synthesised. */
  readonly response: string | undefined
  /** The WAV file to write. */
  readonly output: string
  /** Whether the user named the output. Otherwise its folder is made where it is missing. */
  readonly isOutputGiven: boolean
  /** The picture to write. */
  readonly picture: string
  /** Multiplies the output. */
  readonly gain: number
}

/**
 * The job described by a command line, or `'help'`.
 *
 * @throws JobError for an unknown option, a missing value, more than one recording, a gain that is no positive
 *   number, an output that is not named .wav or that is one of the inputs
 */
export function parseArguments(argv: readonly string[]): Job | 'help' {
  const { values, positionals } = parsed(argv)
  if (values.help) return 'help'
  if (positionals.length > 1) {
    throw new JobError(`one recording at a time, not ${positionals.length} (${positionals.join(', ')})`)
  }
  const input = positionals[0] ?? fileURLToPath(new URL('../data/lena.flac', import.meta.url))
  const output =
    values.out ?? join('out', `${stem(input)}-${values.ir === undefined ? 'hall' : stem(values.ir)}.wav`)
  checkOutput(output, [input, values.ir])
  return {
    input,
    response: values.ir,
    output,
    isOutputGiven: values.out !== undefined,
    picture: output.replace(/\.wav$/i, '.svg'),
    gain: parseGain(values.gain),
  }
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ir: { type: 'string' },
        out: { type: 'string' },
        gain: { type: 'string', default: '1' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const [reason] = error.message.split(/\.?\s*(?:\n|To specify)/, 1)
    throw new JobError(`${reason}: see node examples/hall/start.mjs --help`, { cause: error })
  }
}

function parseGain(text: string): number {
  const gain = Number(text)
  if (text.trim() !== '' && Number.isFinite(gain) && gain > 0) return gain
  throw new JobError(`--gain is '${text}': give a positive factor such as 0.5`)
}

function checkOutput(output: string, inputs: readonly (string | undefined)[]): void {
  if (!/[^/\\]\.wav$/i.test(output)) {
    throw new JobError(`--out is '${output}': the output is a WAV file, give a name that ends in .wav`)
  }
  if (inputs.some((input) => input !== undefined && resolve(input) === resolve(output))) {
    throw new JobError(`--out is ${output}, which is also read: give the output another name`)
  }
}

function stem(path: string): string {
  return basename(path, extname(path))
}
