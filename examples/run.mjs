// npm run example -- NAME [...]: runs one of the examples here. The tsconfig makes 'tapline' the built package, as its users get it.
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import { register } from 'tsx/esm/api'

const files = readdirSync(import.meta.dirname, { recursive: true }).filter((file) => file.endsWith('.ts'))
const [name, ...rest] = process.argv.slice(2)
const file = files.find((path) => basename(path, '.ts') === name)

if (file === undefined) {
  const names = files.map((path) => basename(path, '.ts')).join(', ')
  console.error(`there is no example '${name ?? ''}': pass one of ${names}`)
  process.exitCode = 2
} else {
  // What follows is the example's own.
  process.argv.splice(2, Infinity, ...rest)
  register({ tsconfig: 'tsconfig.build.json' })
  await import(new URL(file, pathToFileURL(`${import.meta.dirname}/`)))
}
