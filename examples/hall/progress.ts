import { SingleBar } from 'cli-progress'

/** Tells the user how far a job is. */
export interface Progress {
  /** So many samples more are done. */
  add(samples: number): void
  /** Nothing more will come: leaves the terminal as it was. May be called twice. */
  stop(): void
}

/** A live bar where `output` is a terminal, a line every 25 % elsewhere. `total`, in samples, is 100 %. */
export function showProgress(total: number, sampleRate: number, output: NodeJS.WriteStream): Progress {
  return output.isTTY ? bar(total, sampleRate, output) : lines(total, sampleRate, output)
}

function bar(total: number, sampleRate: number, stream: NodeJS.WriteStream): Progress {
  const format = 'convolving {bar} {percentage} %  {position} of {length} s  {speed} times real time'
  const bar = new SingleBar({
    stream,
    format,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    gracefulExit: false,
  })
  const length = (total / sampleRate).toFixed(1)
  const begin = performance.now()
  bar.start(total, 0, { position: '0.0', length, speed: '-' })
  let isActive = true
  return {
    ...inSteps(total / 200, (done) => {
      const seconds = done / sampleRate
      const speed = Math.round((1000 * seconds) / (performance.now() - begin))
      bar.update(done, { position: seconds.toFixed(1), speed })
    }),
    stop() {
      if (isActive) bar.stop()
      isActive = false
    },
  }
}

function lines(total: number, sampleRate: number, output: NodeJS.WritableStream): Progress {
  return {
    ...inSteps(total / 4, (done) => {
      output.write(`${Math.floor((100 * done) / total)} %: ${(done / sampleRate).toFixed(1)} s of sound\n`)
    }),
    stop() {
      // Each line stands for itself.
    },
  }
}

/** Calls `show` when another `step` samples or more have come: drawing must not take the time of the work. */
function inSteps(step: number, show: (done: number) => void): Pick<Progress, 'add'> {
  let done = 0
  let shown = 0
  return {
    add(samples) {
      done += samples
      if (Math.floor(done / step) === shown) return
      shown = Math.floor(done / step)
      show(done)
    },
  }
}
