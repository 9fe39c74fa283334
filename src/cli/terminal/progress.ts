import type { Io } from './io.js'

/** Shows the progress of the work. */
export interface Progress {
  /** Adds samples or files that are done. */
  add(count: number): void
  /** Writes text to stderr, in whole lines; the bar continues below. */
  say(text: string): void
  /** Ends the bar, and restores the terminal. */
  stop(): void
}

/**
 * A bar on stderr, if that is a terminal and the total is known; else nothing.
 *
 * @param total The final sum of `add`.
 */
export async function showProgress(label: string, total: number | undefined, io: Io): Promise<Progress> {
  if (io.isQuiet === true || io.stderr.isTTY !== true || total === undefined) return noBar(io)
  const { default: cliProgress } = await import('cli-progress')
  const bar = new cliProgress.SingleBar({
    stream: io.stderr,
    format: `${label} {bar} {percentage} %, {eta_formatted} to go`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    // A hidden cursor would stay hidden if the process is ended from outside.
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
      // It would continue where it began, over the text.
      bar.stop()
      io.stderr.write(text)
      bar.start(total, done)
    },
    stop() {
      bar.stop()
    },
  }
}

/** The progress that shows nothing. */
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
