import type { Io } from './io.js'

/** Shows how far the work is. */
export interface Progress {
  /** So many samples more are done. */
  add(samples: number): void
  /** Nothing more will come: leaves the terminal as it was. */
  stop(): void
}

/** What is shown where nobody looks. */
export const noProgress: Progress = {
  add() {
    // Nothing to show.
  },
  stop() {
    // Nothing to tidy.
  },
}

/**
 * A bar on stderr, where that is a terminal and the end is known; else nothing.
 *
 * @param total What `add` comes to in the end.
 */
export async function showProgress(label: string, total: number | undefined, io: Io): Promise<Progress> {
  if (io.stderr.isTTY !== true || total === undefined) return noProgress
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
  bar.start(total, 0)
  return {
    add(samples) {
      bar.increment(samples)
    },
    stop() {
      bar.stop()
    },
  }
}
