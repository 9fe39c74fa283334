// Writes the reference from the docstrings of all entries to docs/api: a page for each public item, and the sidebar.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { withFormulas } from './formulas.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const out = `${root}docs/api`
const entries = ['', 'rx/', 'image/', 'layers/', 'format/', 'web/', 'node/', 'audio/', 'nats/', 'parallel/']

export async function buildApi() {
  // The docs' own packages, which are installed by now.
  const { Application, Converter, ReflectionKind } = await import('typedoc')
  const { load } = await import('typedoc-plugin-markdown')
  rmSync(out, { recursive: true, force: true })
  const app = await Application.bootstrapWithPlugins({
    entryPoints: entries.map((entry) => `${root}src/${entry}index.ts`),
    tsconfig: `${root}docs/tsconfig.api.json`,
    plugin: [load],
    name: 'API',
    outputs: [{ name: 'markdown', path: out }],
    readme: 'none',
    excludeInternal: true,
    excludePrivate: true,
    excludeProtected: true,
    excludeExternals: true,
    skipErrorChecking: true,
    disableSources: true,
    sort: ['source-order'],
    // Options of typedoc-plugin-markdown.
    router: 'member',
    fileExtension: '.md',
    entryFileName: 'index',
    hideBreadcrumbs: false,
    hidePageHeader: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    indexFormat: 'table',
    useCodeBlocks: true,
    expandObjects: true,
    logLevel: 'Error',
  })
  // Overloads say the same: once is enough.
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const { signatures = [] } of Object.values(project.reflections)) {
      const textOf = (signature) => signature?.comment?.summary.map(({ text }) => text).join('')
      const said = textOf(signatures[0])
      for (const signature of signatures.slice(1)) {
        if (textOf(signature) === said) signature.comment = undefined
      }
    }
  })
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    const modules = project.getChildrenByKind(ReflectionKind.Module)
    for (const module of modules) {
      module.name = module.name === 'index' ? 'tapline' : `tapline/${module.name.replace(/\/index$/, '')}`
    }
    const items = modules.flatMap(({ children = [] }) => children)
    for (const reflection of Object.values(project.reflections)) linkNames(reflection, items)
  })
  const project = await app.convert()
  if (project === undefined) throw new Error('TypeDoc found no entries')
  await app.generateOutputs(project)
  const { default: temml } = await import('temml')
  const set = (tex) => `<span class="formula">${temml.renderToString(tex)}</span>`
  for (const file of pagesIn(out)) {
    writeFileSync(file, withFormulas(polished(readFileSync(file, 'utf8')), set))
  }
  writeFileSync(`${out}/index.md`, overview())
  writeFileSync(`${out}/sidebar.json`, JSON.stringify(sidebarOf(project, ReflectionKind)))
}

function pagesIn(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return files.filter((file) => file.endsWith('.md')).map((file) => `${folder}/${file}`)
}

/** Removes the internal class that a member comes from. */
function polished(text) {
  return text
    .replace(
      /^#{2,6} (?:Inherited from|Overrides|Implementation of|Extends)\n\n(?:.*`Base\w+.*|\[`\w+`\].*|`.*`)\n+/gm,
      '',
    )
    .replace(/^# (?:Class|Function|Interface|Type Alias|Variable): /m, '# ')
}

/** The entries and what they are for, as the README lists them. */
function overview() {
  const readme = readFileSync(`${root}README.md`, 'utf8')
  const rows = readme.matchAll(/^\| `(tapline(?:\/\w+)?)`(?:, `\w+\/\w+`)? \| (.*?) \|/gm)
  const lines = Array.from(rows, ([, name, about]) => `| [${name}](${name}/index.md) | ${about} |`)
  return `# API\n\nEvery public function, class and type, from the docstrings. The examples run as tests.\n\n| import from | for |\n|---|---|\n${lines.join('\n')}\n`
}

/** Functions and classes; options and types are linked from what uses them, and from the page of the entry. */
function sidebarOf(project, kinds) {
  const listed = [
    [kinds.Function, 'functions', 'Functions'],
    [kinds.Class, 'classes', 'Classes'],
    [kinds.Variable, 'variables', 'Variables'],
  ]
  const linked = [
    [kinds.Interface, 'interfaces', 'Interfaces'],
    [kinds.TypeAlias, 'type-aliases', 'Types'],
  ]
  const names = entries.map((entry) => `tapline${entry === '' ? '' : `/${entry.slice(0, -1)}`}`)
  const modules = names.map((name) => project.children.find((module) => module.name === name))
  return modules.map((module) => {
    const link = `/api/${module.name}/`
    const group = ([kind, folder, text]) => {
      const items = module
        .getChildrenByKind(kind)
        .map(({ name }) => ({ text: name, link: `${link}${folder}/${name}` }))
      items.sort((a, b) => (a.text < b.text ? -1 : 1))
      return items.length === 0 ? [] : [{ text, link: `${link}#${folder}`, collapsed: true, items }]
    }
    const bare = (kind) => group(kind).map(({ text, link: to }) => ({ text, link: to }))
    return {
      text: module.name,
      link,
      collapsed: true,
      items: [...listed.flatMap(group), ...linked.flatMap(bare)],
    }
  })
}

/** Makes links of the names of public items: in code, and in what `@see` says. */
function linkNames(reflection, items) {
  const { comment } = reflection
  if (comment === undefined) return
  const entry = entryOf(reflection)
  const link = (name) => {
    const named = items.filter((item) => item.name === name)
    const target = named.find((item) => item.parent === entry) ?? named[0]
    const isOwn = target === reflection || target === reflection.parent
    return target === undefined || isOwn
      ? undefined
      : { kind: 'inline-tag', tag: '@linkcode', text: name, target }
  }
  const linked = (part) => (part.kind === 'code' ? (link(part.text.replaceAll('`', '')) ?? part) : part)
  comment.summary = comment.summary.map(linked)
  for (const tag of comment.blockTags) {
    if (tag.tag === '@example') continue
    const words = tag.tag === '@see' ? tag.content.flatMap(wordsOf) : tag.content
    tag.content = words.map((part) =>
      part.kind === 'word' ? (link(part.text) ?? { ...part, kind: 'text' }) : linked(part),
    )
  }
}

/** The text before 'References:', cut into words and what is between them. */
function wordsOf(part) {
  if (part.kind !== 'text') return [part]
  const [before] = part.text.split(/(?=References?:)/)
  const words = before.split(/(\b\w+\b)/).filter((text) => text !== '')
  return [
    ...words.map((text) => ({ kind: 'word', text })),
    { kind: 'text', text: part.text.slice(before.length) },
  ]
}

function entryOf(reflection) {
  let at = reflection
  while (at.parent?.parent !== undefined) at = at.parent
  return at
}
