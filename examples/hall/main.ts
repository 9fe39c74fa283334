/**
 * A recording in a hall: decodes a sound file, streams it through the convolution with an impulse response, and
 * writes the result while it is computed. `node examples/hall/start.mjs --help` tells the options.
 */
import { rmSync } from 'node:fs'
import { concatMap, lastValueFrom, tap } from 'rxjs'
import { FileError } from 'tapline/node'
import { type Job, parseArguments, usage } from './arguments.js'
import { decode } from './decode.js'
import { explained, JobError } from './job-error.js'
import { clippingWarning, openOutput, resultLine } from './output.js'
import { Picture } from './picture/picture.js'
import { showProgress } from './progress.js'
import { responseFor } from './response.js'
import { blocksOf, outputLength, reverberate } from './reverberate.js'
import { unfinished, whenInterrupted, writeWhole } from './unfinished.js'

/** Samples that go through the pipeline at a time: the render quantum of Web Audio. */
const blockLength = 128

async function run(job: Job): Promise<void> {
  const recording = await decode(job.input)
  const response = await responseFor(job, recording)
  const { sampleRate } = recording

  const picture = new Picture(recording, response, job.output)
  const writer = await openOutput(job, recording, response)
  // Before anything else, now that there is a file to be removed.
  const safe = whenInterrupted(() => {
    for (const path of [writer.temporaryPath, unfinished(job.picture)]) {
      if (path !== undefined) rmSync(path, { force: true })
    }
    progress.stop()
  })
  const progress = showProgress(outputLength(recording, response), sampleRate, process.stdout)

  try {
    const begin = performance.now()
    const wet$ = blocksOf(recording, blockLength, () => writer.ready).pipe(
      reverberate(recording, response),
      tap((block) => picture.add(block)),
      tap((block) => progress.add(block[0].length)),
      concatMap((block) => writer.write(block)),
    )
    await lastValueFrom(wet$)
    const summary = await writer.close()
    const elapsed = (performance.now() - begin) / 1000
    progress.stop()

    await explained(writeWhole(job.picture, picture.toSvg()), `cannot write ${job.picture}`, 'see --out')
    const warning = clippingWarning(job, summary)
    if (warning !== undefined) console.error(warning)
    console.log(`${job.picture}: the picture`)
    console.log(resultLine(job, summary, sampleRate, elapsed))
  } finally {
    progress.stop()
    await writer.abort()
    safe()
  }
}

/** One line for what the user can mend; anything else is a mistake of ours, and shows where it was made. */
function fail(error: unknown): void {
  const isForUser = error instanceof JobError || error instanceof FileError
  console.error(isForUser ? error.message : error)
  process.exitCode = 1
}

try {
  const job = parseArguments(process.argv.slice(2))
  if (job === 'help') console.log(usage)
  else await run(job)
} catch (error) {
  fail(error)
}
