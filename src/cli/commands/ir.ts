import type { Command } from 'commander'
import { prepareImpulseResponse } from '../../audio/prepare-impulse-response.js'
import type { ChannelReport, ImpulseResponseReport } from '../../audio/impulse-response.js'
import { DataError } from '../errors.js'
import { addInputOptions, type InputOptions } from '../inputs/input-options.js'
import { type Io, writeOut } from '../io.js'
import { readKernel } from '../kernel.js'

interface Options extends InputOptions {
  readonly json: boolean
}

export function configure(command: Command, io: Io): void {
  command
    .argument('[in]', 'the impulse response; - or nothing is stdin')
    .option('--json', 'print JSON', false)
  addInputOptions(command)
    .addHelpText('after', HELP)
    .action(async (path: string | undefined, options: Options) => {
      const { name, report } = await reportOn(path, options, io)
      await writeOut(
        io,
        options.json ? `${JSON.stringify({ name, ...report }, null, 2)}\n` : inWords(name, report),
      )
    })
}

async function reportOn(
  path: string | undefined,
  options: Options,
  io: Io,
): Promise<{ name: string; report: ImpulseResponseReport }> {
  const { name, channels, sampleRate = options.rate ?? 1 } = await readKernel(path, io, options)
  try {
    return { name, report: prepareImpulseResponse({ channels, sampleRate }).report }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new DataError(`${name}: ${error.message}`, { cause: error })
  }
}

function inWords(name: string, report: ImpulseResponseReport): string {
  const { sampleRate, length, seconds, layout, leadingSilence, leadingDelay, greatestGain, l1Bound } = report
  const rows = [
    ['length', `${length} samples, ${seconds.toFixed(3)} s at ${sampleRate} Hz`],
    ['layout', `${layout} (${report.channels.map((channel) => channel.name).join(', ')})`],
    ['silence before it', inTime(leadingSilence, sampleRate)],
    ['direct sound after', inTime(leadingDelay, sampleRate)],
    ['greatest gain', `${inDecibels(greatestGain)} for a sine, ${inDecibels(l1Bound)} for any sound`],
    ...report.channels.map((channel) => [`channel ${channel.name}`, channelInWords(channel, sampleRate)]),
  ]
  const width = Math.max(...rows.map(([label]) => label.length))
  return `${name}\n${rows.map(([label, text]) => `  ${label.padEnd(width)}  ${text}\n`).join('')}`
}

function channelInWords({ peak, leadingDelay, decay }: ChannelReport, sampleRate: number): string {
  const ringing =
    decay === undefined ? 'no decay to be told' : `decays by 60 dB in ${decay.rt60Seconds.toFixed(2)} s`
  return `peak ${inDecibels(peak)}, direct sound after ${inTime(leadingDelay, sampleRate)}, ${ringing}`
}

function inTime(samples: number, sampleRate: number): string {
  return `${samples} samples (${((1000 * samples) / sampleRate).toFixed(2)} ms)`
}

function inDecibels(amplitude: number): string {
  const level = 20 * Math.log10(amplitude)
  return `${level > 0 ? '+' : ''}${level.toFixed(1)} dB`
}

const HELP = `
Examples:
  tapline ir hall.wav
  tapline ir hall.wav --json`
