import { extname } from 'node:path'
import { type Command, Option } from 'commander'
import { blamingData } from '../terminal/blame.js'
import { UsageError } from '../terminal/errors.js'
import { addUntimedInputOptions, type InputOptions } from '../inputs/input-options.js'
import { type OneSignal, oneSignal, wholeSignal } from '../inputs/one-signal.js'
import { openInput } from '../inputs/open-input.js'
import { writeFileWhole } from '../../node/output-file.js'
import { type Io, writeOut } from '../terminal/io.js'
import { requireSameRate } from '../inputs/require-same-rate.js'
import { openTemplate } from '../match/open-template.js'
import type { Picture } from '../plot/picture.js'
import {
  type NamedSignal,
  pictureOf,
  type PictureSize,
  type PlotKind,
  plotKinds,
} from '../plot/picture-of.js'
import { drawPng, drawSvg, svgSize } from '../plot/svg.js'
import { drawInTerminal, TERMINAL_ROWS, terminalWidth } from '../plot/terminal.js'

interface PlotFlags extends InputOptions {
  readonly output?: string
  readonly kind?: PlotKind
}

/** `tapline plot IN [TEMPLATE]` */
export function configure(command: Command, io: Io): void {
  addUntimedInputOptions(
    command
      .argument('[in]', 'sound or series (default: stdin)')
      .argument('[template]', 'the template to correlate with')
      .option('-o, --output <file>', 'the picture: .svg or .png (default: in the terminal)')
      .addOption(
        new Option('--kind <kind>', 'what to draw (default: waveform; with a template, correlation)').choices(
          plotKinds,
        ),
      ),
  )
    .addHelpText('after', HELP)
    .action((path: string | undefined, template: string | undefined, flags: PlotFlags) =>
      plot({ path, template }, flags, io),
    )
}

const HELP = `
Draws a waveform, a spectrogram or a correlation. With a template, the correlation is the score of
each window, with matches marked; without one, the autocorrelation. The axis is in seconds for
sound and with --rate; else it counts readings, whatever their times. The channels of a sound are
averaged. The whole input is held in memory. SVG requires the packages vega and vega-lite; PNG, and
a spectrogram in either format, also require sharp.

Examples:
  tapline plot voice.wav
  tapline plot voice.wav --kind spectrogram -o voice.png
  tapline plot sensor.csv beat.csv --column v -o matches.svg`

interface Paths {
  readonly path: string | undefined
  readonly template: string | undefined
}

async function plot({ path, template }: Paths, flags: PlotFlags, io: Io): Promise<void> {
  const { output, kind = template === undefined ? 'waveform' : 'correlation' } = flags
  const draw = drawerFor(output, io)
  if (template !== undefined && kind !== 'correlation') {
    throw new UsageError(`a ${kind} shows a single signal: leave out ${template}, or --kind`)
  }
  const compared = template === undefined ? undefined : await read(await openTemplate(template, flags, io))
  const signal = await read(oneSignal(await openInput(path, flags, io)))
  if (compared !== undefined) requireSameRate(compared, signal)
  const picture = blamingData(signal.name, () => pictureOf(signal, kind, draw.size, compared))
  const drawn = await draw.draw(picture)
  if (output === undefined) await writeOut(io, drawn)
  else await writeFileWhole(output, drawn)
}

interface Drawer {
  readonly size: PictureSize
  draw(picture: Picture): Promise<Uint8Array | string>
}

function drawerFor(output: string | undefined, { stdout }: Io): Drawer {
  if (output === undefined) {
    const { columns = 80, getColorDepth } = stdout
    const hasColor = (getColorDepth?.call(stdout) ?? 1) >= 24
    const size = { columns: terminalWidth(columns), rows: 2 * TERMINAL_ROWS }
    return { size, draw: (picture) => Promise.resolve(drawInTerminal(picture, { columns, hasColor })) }
  }
  switch (extname(output).toLowerCase()) {
    case '.svg':
      return { size: svgSize, draw: drawSvg }
    case '.png':
      return { size: svgSize, draw: drawPng }
    default:
      throw new UsageError(`${output} must end in .svg or .png: pass another name`)
  }
}

async function read(signal: OneSignal): Promise<NamedSignal> {
  const { samples } = await wholeSignal(signal)
  return { name: signal.name, sampleRate: signal.sampleRate, samples }
}
