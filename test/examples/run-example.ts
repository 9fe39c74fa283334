import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll } from 'vitest'

const run = promisify(execFile)
const repository = fileURLToPath(new URL('../..', import.meta.url))
const tsx = join(repository, 'node_modules', 'tsx', 'dist', 'cli.mjs')

/** Runs the examples from their sources, in a folder of its own. */
export class ExampleFolder {
  #path = ''

  constructor() {
    beforeAll(async () => {
      this.#path = await mkdtemp(join(tmpdir(), 'tapline-examples-'))
    })
    afterAll(() => rm(this.#path, { recursive: true }))
  }

  /** A file in it. */
  path(name: string): string {
    return join(this.#path, name)
  }

  /** The lines that an example prints. */
  async run(name: string, ...parameters: readonly string[]): Promise<string[]> {
    const argv = [
      tsx,
      '--tsconfig',
      join(repository, 'tsconfig.json'),
      exampleFile(`${name}.ts`),
      ...parameters,
    ]
    const { stdout } = await run(process.execPath, argv, { cwd: this.#path })
    return stdout.trim().split('\n')
  }

  /** The numbers of a file of one column that an example wrote. */
  readColumn(name: string): number[] {
    const [, ...rows] = readFileSync(this.path(`out/${name}.csv`), 'utf8')
      .trim()
      .split('\n')
    return rows.map(Number)
  }
}

/** A file of the examples, wherever a test runs. */
export function exampleFile(name: string): string {
  return join(repository, 'examples', name)
}
