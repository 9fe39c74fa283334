import { readdirSync, readFileSync } from 'node:fs'
import { root } from '../.vitepress/paths.js'

/** An example, as listed in the README of the examples. */
export interface Example {
  readonly name: string
  /** Its file, from the root of the repository. */
  readonly file: string
  /** What it shows, as Markdown. */
  readonly about: string
  /** Its file in examples/pictures, if it has one. */
  readonly picture?: string
  /** What is in the picture. */
  readonly alt?: string
}

const ROW =
  /^\| \[([\w-]+)\]\(([\w/-]+\.ts)\) \| (.*?) \| .*? \| (?:!\[(.*?)\]\(pictures\/([\w.-]+)\))?.*\|$/gm

/** All examples: the rows of examples/README.md. */
export function readExamples(): Example[] {
  const text = readFileSync(`${root}examples/README.md`, 'utf8')
  return [...text.matchAll(ROW)].map(([, name, file, about, alt = '', picture]) => ({
    name,
    file: `examples/${file}`,
    about,
    ...(alt === '' ? {} : { picture, alt }),
  }))
}

/** The page of an example, as Markdown: its picture, what it shows, its files. */
export function pageOf({ name, file, about, picture, alt }: Example): string {
  const drawn = picture === undefined ? '' : `![${alt}](../../examples/pictures/${picture})\n\n`
  const folder = file.slice(0, file.lastIndexOf('/'))
  // Configuration files in the folder are shown as well.
  const others = readdirSync(root + folder).filter((other) => /\.(conf|yaml|service)$/.test(other))
  const files = [
    file,
    ...(folder.endsWith('many-machines') ? others.map((other) => `${folder}/${other}`) : []),
  ]
  const run = `\`\`\`sh\nnpm run example -- ${name}\n\`\`\`\n\n`
  return `# ${name}\n\n${about}.\n\n${drawn}In a clone of the repository, after \`npm install\`:\n\n${run}${files.map(codeOf).join('\n')}`
}

const LANGUAGES: Readonly<Record<string, string>> = { ts: 'ts', yaml: 'yaml', conf: 'nginx', service: 'ini' }

function codeOf(file: string): string {
  const language = LANGUAGES[file.slice(file.lastIndexOf('.') + 1)]
  return `## ${file.slice(file.lastIndexOf('/') + 1)}\n\n\`\`\`\`${language}\n${readFileSync(root + file, 'utf8')}\`\`\`\`\n`
}
