import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll } from 'vitest'

const run = promisify(execFile)
const repository = fileURLToPath(new URL('../..', import.meta.url))

/** Runs examples from their sources, in a new folder. */
export class ExampleFolder {
  #path = ''

  constructor() {
    beforeAll(async () => {
      this.#path = await mkdtemp(join(tmpdir(), 'tapline-examples-'))
    })
    afterAll(() => rm(this.#path, { recursive: true }))
  }

  /** The path of a file in the folder. */
  path(name: string): string {
    return join(this.#path, name)
  }

  /** The lines that an example prints. */
  async run(name: string, ...parameters: readonly string[]): Promise<string[]> {
    const script = await bundled(name)
    const { stdout } = await run(process.execPath, [script, ...parameters], { cwd: this.#path })
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

/** Bundles an example with the sources, as one script starts sooner than hundreds of files. */
async function bundled(name: string): Promise<string> {
  const outfile = join(repository, 'out', 'examples', `${name}.mjs`)
  await build({
    entryPoints: [exampleFile(`${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    tsconfig: join(repository, 'tsconfig.json'),
    // Examples read data from their own folder.
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(exampleFile(`${name}.ts`)).href) },
  })
  return outfile
}

/** The path of a file of the examples. */
export function exampleFile(name: string): string {
  return join(repository, 'examples', name)
}
