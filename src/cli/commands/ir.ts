import type { Command } from 'commander'
import { prepareImpulseResponse } from '../../audio/prepare-impulse-response.js'
import type { ChannelReport, ImpulseResponseReport } from '../../audio/impulse-response.js'
import { DataError } from '../terminal/errors.js'
import { addInputOptions, type InputOptions } from '../inputs/input-options.js'
import { type Io, writeOut } from '../terminal/io.js'
import { type BandReport, type RoomReport, roomReport } from '../ir/room-report.js'
import { readKernel } from '../convolve/kernel.js'

interface Report extends ImpulseResponseReport {
  readonly channels: readonly (ChannelReport & RoomReport)[]
}

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
): Promise<{ name: string; report: Report }> {
  const { name, channels, sampleRate = options.rate ?? 1 } = await readKernel(path, io, options)
  try {
    const { report } = prepareImpulseResponse({ channels, sampleRate })
    const rooms = report.channels.map((channel, i) => ({
      ...channel,
      ...roomReport(channels[i], channel.leadingDelay, sampleRate),
    }))
    return { name, report: { ...report, channels: rooms } }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new DataError(`${name}: ${error.message}`, { cause: error })
  }
}

function inWords(name: string, report: Report): string {
  const { sampleRate, length, seconds, layout, leadingSilence, leadingDelay, greatestGain, l1Bound } = report
  const rows = [
    ['length', `${length} samples, ${seconds.toFixed(3)} s at ${sampleRate} Hz`],
    ['layout', `${layout} (${report.channels.map((channel) => channel.name).join(', ')})`],
    ['silence before it', inTime(leadingSilence, sampleRate)],
    ['direct sound after', inTime(leadingDelay, sampleRate)],
    ['greatest gain', `${inDecibels(greatestGain)} for a sine, ${inDecibels(l1Bound)} for any sound`],
    ...report.channels.flatMap((channel) => [
      [`channel ${channel.name}`, channelInWords(channel, sampleRate)],
      ['', timesInWords(channel)],
      ...channel.bands.map((band) => [`  ${band.centerHz} Hz`, timesInWords(band)]),
    ]),
  ]
  const width = Math.max(...rows.map(([label]) => label.length))
  return `${name}\n${rows.map(([label, text]) => `  ${label.padEnd(width)}  ${text}\n`).join('')}`
}

function channelInWords({ peak, leadingDelay, decay }: ChannelReport, sampleRate: number): string {
  const ringing =
    decay === undefined ? 'no measurable decay' : `decays by 60 dB in ${decay.rt60Seconds.toFixed(2)} s`
  return `peak ${inDecibels(peak)}, direct sound after ${inTime(leadingDelay, sampleRate)}, ${ringing}`
}

/** The known values. */
function timesInWords({ edtSeconds, t30Seconds, c50Db, c80Db }: Partial<BandReport>): string {
  const seconds = (time: number | undefined) => (time === undefined ? undefined : `${time.toFixed(2)} s`)
  const decibels = (level: number | undefined) => (level === undefined ? undefined : `${signed(level)} dB`)
  const known = Object.entries({
    EDT: seconds(edtSeconds),
    T30: seconds(t30Seconds),
    C50: decibels(c50Db),
    C80: decibels(c80Db),
  }).flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]))
  return known.length === 0 ? 'no values' : known.join(', ')
}

function inTime(samples: number, sampleRate: number): string {
  return `${samples} samples (${((1000 * samples) / sampleRate).toFixed(2)} ms)`
}

function inDecibels(amplitude: number): string {
  const level = 20 * Math.log10(amplitude)
  return `${signed(level)} dB`
}

function signed(level: number): string {
  return `${level > 0 ? '+' : ''}${level.toFixed(1)}`
}

const HELP = `
Reports, for each channel and its octaves from 125 Hz to 8 kHz: the early decay time (EDT) and T30, the times of a decay by 60 dB
extrapolated from the first 10 dB and from -5 to -35 dB; and the clarity (C50, C80), the energy of the first 50 or 80 ms after the
direct sound over that of the rest. Values that cannot be estimated are left out.

Examples:
  tapline ir hall.wav
  tapline ir hall.wav --json`
