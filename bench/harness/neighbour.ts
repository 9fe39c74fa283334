import { type ChildProcess, spawn } from 'node:child_process'

/** Copies arrays of 64 MB forth and back, which fills the caches that it shares with other cores. */
const STREAM = `
const a = new Float64Array(2 ** 23).fill(1)
const b = new Float64Array(2 ** 23)
process.send('ready')
for (;;) {
  b.set(a)
  a.set(b)
}`

/** Runs `work` while another process streams through memory. */
export async function besideNeighbour(work: () => Promise<void>): Promise<void> {
  const neighbour = spawn(process.execPath, ['--input-type=module', '--eval', STREAM], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  try {
    await isReady(neighbour)
    await work()
  } finally {
    neighbour.kill('SIGKILL')
  }
}

function isReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('exit', () => reject(new Error('the neighbour ended')))
  })
}
