import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'

/** The test files that import a file, directly or indirectly; near ones first. */
export function relatedTests(path: string): string[] {
  importers ??= readImporters()
  const found = new Set([path])
  for (const file of found) for (const importer of importers.get(file) ?? []) found.add(importer)
  // They run the bundle, and so import nothing of it.
  if (path.startsWith('src/cli/')) for (const test of TESTS_OF_BUNDLE) found.add(test)
  return [...found].filter((file) => file.endsWith('.test.ts'))
}

const TESTS_OF_BUNDLE = ['process', 'jobs'].map((name) => `test/cli/${name}.test.ts`)

let importers: Map<string, Set<string>> | undefined

/** For each file, those that import it. What is imported by name from an index.ts counts as imported from where it is. */
function readImporters(): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>()
  for (const file of sourceFiles()) {
    for (const { names, target } of importsOf(file)) {
      const places = names.map((name) => placesOf(target).get(name) ?? target)
      for (const place of names.length === 0 ? [target] : places) {
        graph.set(place, (graph.get(place) ?? new Set()).add(file))
      }
    }
  }
  return graph
}

function sourceFiles(): string[] {
  return ['src', 'test'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((path) => join(folder, path.replaceAll('\\', '/')))
      .filter((path) => path.endsWith('.ts')),
  )
}

interface Import {
  /** What is named in braces; none stands for all. */
  readonly names: readonly string[]
  readonly target: string
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  const clauses = text.matchAll(/(?:\{([^{}]*)\}\s*from|from|import\()\s*'([^']+)'/g)
  return Array.from(clauses, ([, names = '', module]) => ({
    names: Array.from(names.matchAll(/(?:type\s+)?(\w+)(?:\s+as\s+\w+)?\s*(?:,|$)/g), ([, name]) => name),
    target: targetOf(file, module),
  })).flatMap(({ names, target }) => (target === undefined ? [] : [{ names, target }]))
}

/** Where that which an index.ts exports by name comes from. */
function placesOf(file: string): ReadonlyMap<string, string> {
  const known = places.get(file)
  if (known !== undefined || !file.endsWith('/index.ts')) return known ?? new Map<string, string>()
  const found = new Map(importsOf(file).flatMap(({ names, target }) => names.map((name) => [name, target])))
  places.set(file, found)
  return found
}

const places = new Map<string, ReadonlyMap<string, string>>()

function targetOf(file: string, module: string): string | undefined {
  if (module.startsWith('.')) return join(dirname(file), module).replace(/\.js$/, '.ts')
  if (module === 'tapline') return 'src/index.ts'
  return module.startsWith('tapline/') ? `src/${module.slice('tapline/'.length)}/index.ts` : undefined
}
