import type { Io } from './io.js'

/** Shows how far the work is. */
export interface Progress {
  /** So many samples, or files, more are done. */
  add(count: number): void
  /** Writes text to stderr, in whole lines; the bar goes on below. */
  say(text: string): void
  /** Nothing more will come: leaves the terminal as it was. */
  stop(): void
}

/**
 * A bar on stderr, where that is a terminal and the end is known; else nothing.
 *
 * @param total What `add` comes to in the end.
 */
export async function showProgress(label: string, total: number | undefined, io: Io): Promise<Progress> {
  if (io.isQuiet === true || io.stderr.isTTY !== true || total === undefined) return noBar(io)
  const { default: cliProgress } = await import('cli-progress')
  const bar = new cliProgress.SingleBar({
    stream: io.stderr,
    format: `${label} {bar} {percentage} %, {eta_formatted} to go`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    // A cursor that is hidden stays so where the process is ended from outside.
    hideCursor: false,
    clearOnComplete: true,
    gracefulExit: false,
  })
  let done = 0
  bar.start(total, done)
  return {
    add(count) {
      done += count
      bar.increment(count)
    },
    say(text) {
      if (text === '') return
      // It would go on where it began, over the text.
      bar.stop()
      io.stderr.write(text)
      bar.start(total, done)
    },
    stop() {
      bar.stop()
    },
  }
}

/** What there is where nobody looks. */
function noBar({ stderr }: Io): Progress {
  return {
    add() {
      // Nothing to show.
    },
    say(text) {
      stderr.write(text)
    },
    stop() {
      // Nothing to tidy.
    },
  }
}
