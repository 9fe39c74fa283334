// Takes snapshots, or resumes from those of another process: `test/stream/other-process.test.ts`.
//
//     npx tsx test/support/resume-elsewhere.ts take > snapshots.json     by one Node
//     npx tsx test/support/resume-elsewhere.ts < snapshots.json          by another one: says where results differ

import { createHash } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { resumables, restOf, snapshotAfter } from './resumables.js'

interface Taken {
  readonly name: string
  /** The number of chunks before the snapshot. */
  readonly count: number
  /** In base64. */
  readonly snapshot: string
  /** A hash of all that follows. */
  readonly rest: string
}

const hashed = (rest: string): string => createHash('sha256').update(rest).digest('hex')

function take(): Taken[] {
  return Object.entries(resumables).map(([name, resuming]) => {
    const count = Math.floor(resuming.chunks.length / 2)
    const snapshot = snapshotAfter(resuming, count)
    const rest = hashed(restOf(resuming, snapshot, count))
    return { name, count, snapshot: Buffer.from(snapshot).toString('base64'), rest }
  })
}

/** The names of those that continue differently here. */
function differing(taken: readonly Taken[]): string[] {
  return taken
    .filter(({ name, count, snapshot, rest }) => {
      const bytes = new Uint8Array(Buffer.from(snapshot, 'base64'))
      return hashed(restOf(resumables[name], bytes, count)) !== rest
    })
    .map(({ name }) => name)
}

if (process.argv[2] === 'take') process.stdout.write(JSON.stringify(take()))
else process.stdout.write(JSON.stringify(differing(JSON.parse(await text(process.stdin)) as Taken[])))
