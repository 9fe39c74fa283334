import { type Command, Option } from 'commander'
import { estimateDelay } from '../../pattern/period/estimate-delay.js'
import { requireFinite } from '../../require.js'
import { blamingData, blamingOptions } from '../terminal/blame.js'
import { addUntimedInputOptions, type InputOptions } from '../inputs/input-options.js'
import { count } from '../inputs/quantities.js'
import { readPair } from '../inputs/read-pair.js'
import { type Io, writeOut } from '../terminal/io.js'

interface DelayFlags extends InputOptions {
  readonly method: 'correlation' | 'phat'
  readonly maxLag?: number
  readonly polarity: 'positive' | 'both'
}

/** `tapline delay FIRST SECOND` */
export function configure(command: Command, io: Io): void {
  addUntimedInputOptions(
    command
      .argument('<first>', 'sound or series; - for stdin')
      .argument('<second>', 'the same signal, earlier or later')
      .addOption(
        new Option('--method <how>', 'phat: use the phases alone, which separates echoes')
          .choices(['correlation', 'phat'])
          .default('correlation'),
      )
      .addOption(new Option('--max-lag <n>', 'greatest delay, in samples (default: any)').argParser(count))
      .addOption(
        new Option('--polarity <which>', 'both: the other may be inverted; confidence is then negative')
          .choices(['positive', 'both'])
          .default('positive'),
      ),
  )
    .addHelpText('after', HELP)
    .action((a: string, b: string, flags: DelayFlags) => delay([a, b], flags, io))
}

const HELP = `
Writes a line of JSON: the delay of the second signal against the first, in samples (and in seconds, if the rate is
known), and the confidence, 1 for equal signals. delay is null if nothing correlates. The channels of a sound are
averaged. Both inputs are held in memory.

Examples:
  tapline delay voice.wav recorded.wav
  tapline delay voice.wav recorded.wav --method phat --max-lag 4800`

async function delay(paths: readonly [string, string], flags: DelayFlags, io: Io): Promise<void> {
  const { a, b, sampleRate } = await readPair(paths, flags, io)
  for (const { name, samples } of [a, b]) {
    blamingData(name, () => requireFinite(samples, 'signal', 'fill such gaps, or cut them out'))
  }
  const { method, polarity, maxLag } = flags
  const options = { method, polarity, ...(maxLag === undefined ? {} : { maxLag }) }
  const found = blamingOptions(() => estimateDelay(a.samples, b.samples, options))
  const seconds = found === undefined || sampleRate === undefined ? {} : { seconds: found.delay / sampleRate }
  const report = { delay: found?.delay ?? null, ...seconds, confidence: found?.confidence ?? null }
  await writeOut(io, `${JSON.stringify(report)}\n`)
}
