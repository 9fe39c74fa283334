import { runInThisContext } from 'node:vm'
import { isObservable, lastValueFrom, toArray } from 'rxjs'
import ts from 'typescript'

/** A piece of code in a document, and its position. */
export interface Example {
  readonly place: string
  readonly code: string
}

/** The `@example` blocks of a source file. */
export function docblockExamples(path: string, text: string): Example[] {
  const examples: Example[] = []
  for (const { index, 0: block } of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    const lines = block
      .split('\n')
      .slice(1, -1)
      .map((line) => line.replace(/^\s*\* ?/, ''))
    for (const [at, line] of lines.entries()) {
      if (line !== '@example') continue
      const rest = lines.slice(at + 1)
      // The code ends where the next tag or a paragraph of prose begins.
      const end = rest.findIndex((next) => next.startsWith('@') || /^References?:/.test(next))
      const code = rest.slice(0, end < 0 ? undefined : end).join('\n')
      examples.push({ place: `${path}:${lineOf(text, index) + at + 2}`, code })
    }
  }
  return examples
}

/** The blocks of Markdown that are marked as TypeScript. */
export function markdownExamples(path: string, text: string): Example[] {
  return Array.from(text.matchAll(/^```ts\n([\s\S]*?)^```$/gm), (match) => ({
    place: `${path}:${lineOf(text, match.index) + 1}`,
    code: match[1],
  }))
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}

/** A statement of an example whose value is stated in a comment after or below it. */
export interface Claim {
  readonly statement: string
  readonly claimed: string
  readonly actual: string
}

/**
 * Runs an example. It finds names that it does not import in `scope`; `load` provides its imports.
 *
 * @returns The stated values, and the actual ones.
 */
export async function runExample(
  { code }: Example,
  scope: Readonly<Record<string, unknown>>,
  load: (module: string) => Promise<unknown>,
): Promise<Claim[]> {
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true)
  const claims: Claim[] = []
  const observe = async (value: unknown, statement: string, claimed: string): Promise<void> => {
    const settled: unknown = isObservable(value) ? await lastValueFrom(value.pipe(toArray())) : await value
    if (claimed === '' || settled === undefined) return
    const actual = isObservable(value) ? renderedEmissions(settled as unknown[]) : rendered(settled)
    claims.push({ statement, claimed, actual })
  }
  const body = source.statements.map((statement) => runnable(statement, source)).join('\n')
  const names = ['observe', 'load', ...Object.keys(scope)]
  // In a block, so that constants of an example may shadow names in scope.
  const script = ts.transpileModule(`(async (${names.join(', ')}) => {{\n${body}\n}})`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  })
  const run = runInThisContext(script.outputText) as (...args: unknown[]) => Promise<void>
  await run(observe, load, ...Object.values(scope))
  return claims
}

/** A statement unchanged, except imports, which are loaded, and expressions, whose values are recorded. */
function runnable(statement: ts.Statement, source: ts.SourceFile): string {
  if (ts.isImportDeclaration(statement)) {
    const bindings = statement.importClause?.namedBindings
    if (bindings === undefined || !ts.isNamedImports(bindings)) throw new Error('examples import by name')
    const names = bindings.elements.map(({ name, propertyName }) =>
      propertyName === undefined ? name.text : `${propertyName.getText(source)}: ${name.text}`,
    )
    return `const { ${names.join(', ')} } = await load(${statement.moduleSpecifier.getText(source)})`
  }
  const text = statement.getText(source)
  if (!ts.isExpressionStatement(statement)) return text
  return `await observe(${text.replace(/;$/, '')}, ${JSON.stringify(text)}, ${JSON.stringify(commentOf(statement, source))})`
}

/** The comment after a statement on its line, else the comment lines directly below it. */
function commentOf(statement: ts.Statement, source: ts.SourceFile): string {
  const [line, ...below] = source.text.slice(statement.getEnd()).split('\n')
  const behind = /^;?\s*\/\/\s*(.*)$/.exec(line)
  if (behind !== null) return behind[1].trim()
  const end = below.findIndex((next) => !next.startsWith('//'))
  return below
    .slice(0, end < 0 ? undefined : end)
    .map((next) => next.replace(/^\/\/\s*/, ''))
    .join(' ')
    .trim()
}

/** A value as documents write it: Float32Array [1, 2], [3, 4], 'text', { a: 1 }. */
function rendered(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  if (typeof value !== 'object' || value === null) return String(value === 0 ? 0 : value)
  if (Array.isArray(value)) return `[${value.map(rendered).join(', ')}]`
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return `${value.constructor.name} ${rendered(Array.from(value as Float64Array))}`
  }
  const members = Object.entries(value).map(([name, member]) => `${name}: ${rendered(member)}`)
  return `{ ${members.join(', ')} }`
}

/** The emissions of an Observable: among arrays of the same type, only the first has its name. */
function renderedEmissions(values: readonly unknown[]): string {
  const [first = '', ...others] = values.map(rendered)
  const name = /^\w+Array /.exec(first)?.[0] ?? ''
  return [first, ...others.map((text) => (text.startsWith(name) ? text.slice(name.length) : text))].join(', ')
}
