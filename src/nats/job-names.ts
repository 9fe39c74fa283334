import { requireString } from '../require.js'
import { shown } from '../shown.js'

const ALLOWED = /^[A-Za-z0-9_-]{1,64}$/

/** Throws unless the value can be the name of a job or a worker: 1 to 64 letters, digits, `-` and `_`. */
export function requireJobName(value: string, name = 'job'): void {
  requireString(value, name)
  if (ALLOWED.test(value)) return
  throw new RangeError(
    `${name} must be 1 to 64 letters, digits, '-' and '_', got '${shown(value)}': replace the others`,
  )
}

/** The names of the streams, subjects and buckets of a job. */
export class JobNames {
  readonly job: string

  constructor(job: string) {
    this.job = job
  }

  /** The bucket of the job's description, its leases and its workers. */
  get bucket(): string {
    return `tapline-${this.job}`
  }

  get snapshotStream(): string {
    return `tapline-${this.job}-snapshots`
  }

  get snapshotSubjects(): string {
    return `tapline.${this.job}.snapshot.>`
  }

  inputStream(partition: number): string {
    return `tapline-${this.job}-in-${partition}`
  }

  inputSubject(partition: number): string {
    return `tapline.${this.job}.in.${partition}`
  }

  outputStream(partition: number): string {
    return `tapline-${this.job}-out-${partition}`
  }

  outputSubject(partition: number): string {
    return `tapline.${this.job}.record.${partition}`
  }

  get messageStream(): string {
    return `tapline-${this.job}-messages`
  }

  get messageSubjects(): string[] {
    return [this.eventSubject('*'), this.samplesSubject('*')]
  }

  eventSubject(series: string): string {
    return `tapline.${this.job}.events.${series}`
  }

  samplesSubject(series: string): string {
    return `tapline.${this.job}.out.${series}`
  }

  /** The prefix of the subjects of a partition's snapshots. */
  snapshotPrefix(partition: number): string {
    return `tapline.${this.job}.snapshot.${partition}`
  }
}
