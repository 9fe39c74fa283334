import { type Command, Option } from 'commander'
import type { MatchOptions } from '../../pattern/match/match.js'
import type { TemplateMatcherOptions } from '../../pattern/match/template-matcher-options.js'
import { TimedMatcher } from '../../pattern/timed/timed-matcher.js'
import type { SignalLike } from '../../samples.js'
import { blamingData, blamingOptions } from '../terminal/blame.js'
import { addInputOptions, column } from '../inputs/input-options.js'
import { count, score } from '../inputs/quantities.js'
import { addBatchOption, BATCH_HELP, type BatchFlags, withBatch } from '../job/batch.js'
import { batchEvents } from '../job/batch-events.js'
import { oneSignal, wholeSignal } from '../inputs/one-signal.js'
import { openInput } from '../inputs/open-input.js'
import { type Io, writeOut } from '../terminal/io.js'
import { DEFAULT_THRESHOLD } from '../match/default-threshold.js'
import { findEvents, type MatchEvent } from '../match/find-events.js'
import { requireSameRate } from '../inputs/require-same-rate.js'
import { openTemplate, type TemplateOptions } from '../match/open-template.js'

interface MatchFlags extends TemplateOptions, MatchOptions, BatchFlags {}

/** `tapline match IN TEMPLATE...` */
export function configure(command: Command, io: Io): void {
  addBatchOption(
    addInputOptions(
      command
        .argument('<in>', 'sound or series to search; - for stdin')
        .argument('<template...>', 'one or more files to look for')
        .addOption(
          new Option('--threshold <score>', 'least score: 1 is the same shape, 0 no likeness')
            .argParser(score)
            .default(DEFAULT_THRESHOLD),
        )
        .addOption(
          new Option(
            '--min-distance <n>',
            'least distance between matches, in samples (default: half the template)',
          ).argParser(count),
        )
        .addOption(
          new Option('--max-matches <n>', 'stop when each template was found this many times').argParser(
            count,
          ),
        )
        .addOption(
          new Option('--polarity <which>', 'both: find inverted matches as well, with negative scores')
            .choices(['positive', 'both'])
            .default('positive'),
        ),
    ),
  )
    .addOption(
      new Option('--template-column <name>', 'column of templates (default: as --column)').argParser(column),
    )
    .addHelpText('after', HELP)
    .action((path: string, templates: string[], flags: MatchFlags) => match(path, templates, flags, io))
}

const HELP = `
Writes a line of JSON for each match as soon as it is certain, which is --min-distance
samples after its end: index of its first sample, time (in seconds, or that of the
column --time), score and template. The channels of a sound are averaged.
${BATCH_HELP}

Examples:
  tapline match concert.wav applause.wav
  arecord -q -f S16_LE -r 48000 | tapline match - beep.wav
  tail -n +1 -f sensor.csv | tapline match - beat.csv --column v --time t`

async function match(path: string, templatePaths: string[], flags: MatchFlags, io: Io): Promise<void> {
  const options = optionsOf(flags)
  // Quick checks come first.
  blamingOptions(() => new TimedMatcher([0, 1, 0], options)).dispose()
  const templates = await Promise.all(templatePaths.map((template) => readTemplate(template, flags, io)))
  using matcher = makeMatcher(templates, options)
  const signal = oneSignal(await openInput(path, flags, io))
  for (const template of templates) requireSameRate(template, signal)

  const most = (flags.maxMatches ?? Infinity) * templates.length
  const shortest = Math.min(...templates.map(({ samples }) => samples.length))
  const { server } = flags
  if (server === undefined) {
    await writeEvents(findEvents(signal, matcher, { shortest, most }), io)
    return
  }
  await withBatch(server, ['match', path, ...templatePaths], io, (batch) =>
    writeEvents(batchEvents(signal, templatesByName(templates), options, shortest, batch), io),
  )
}

async function writeEvents(found: AsyncIterable<readonly MatchEvent[]>, io: Io): Promise<void> {
  for await (const events of found) {
    if (events.length > 0) await writeOut(io, events.map((event) => `${JSON.stringify(event)}\n`).join(''))
  }
}

interface Template {
  readonly name: string
  readonly sampleRate: number | undefined
  readonly samples: SignalLike
}

async function readTemplate(path: string, flags: MatchFlags, io: Io): Promise<Template> {
  const template = await openTemplate(path, flags, io)
  const { samples } = await wholeSignal(template)
  // A template that cannot match anything must be reported by its own name.
  blamingData(path, () => new TimedMatcher(samples)).dispose()
  return { ...template, name: path, samples }
}

function makeMatcher(templates: readonly Template[], options: TemplateMatcherOptions): TimedMatcher {
  return new TimedMatcher(templatesByName(templates), options)
}

function templatesByName(templates: readonly Template[]): Record<string, SignalLike> {
  return Object.fromEntries(templates.map(({ name, samples }) => [name, samples]))
}

function optionsOf({ threshold, minDistance, maxMatches, polarity }: MatchFlags): TemplateMatcherOptions {
  return {
    ...(threshold === undefined ? {} : { threshold }),
    ...(minDistance === undefined ? {} : { minDistance }),
    ...(maxMatches === undefined ? {} : { maxMatches }),
    ...(polarity === undefined ? {} : { polarity }),
  }
}
