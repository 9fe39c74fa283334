import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path/posix'

/** The test files that import a file, by way of others or not; near ones first. */
export function relatedTests(path: string): string[] {
  importers ??= readImporters()
  const found = new Set([path])
  for (const file of found) for (const importer of importers.get(file) ?? []) found.add(importer)
  return [...found].filter((file) => file.endsWith('.test.ts'))
}

let importers: Map<string, string[]> | undefined

/** For each file, those that import it. */
function readImporters(): Map<string, string[]> {
  const graph = new Map<string, string[]>()
  const files = ['src', 'test', 'examples'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((path) => join(folder, path.replaceAll('\\', '/')))
      .filter((path) => path.endsWith('.ts')),
  )
  for (const file of files) {
    for (const [, name] of readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)) {
      const target = targetOf(file, name)
      if (target !== undefined) graph.set(target, [...(graph.get(target) ?? []), file])
    }
  }
  return graph
}

function targetOf(file: string, name: string): string | undefined {
  if (name.startsWith('.')) return join(file, '..', name).replace(/\.js$/, '.ts')
  if (name === 'tapline') return 'src/index.ts'
  return name.startsWith('tapline/') ? `src/${name.slice('tapline/'.length)}/index.ts` : undefined
}
