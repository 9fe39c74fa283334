// Writes the code of docs/recipes/react-and-vue.md to files of the names that its first lines state, in .vitepress/cache/recipes, where its
// types are checked. The test of the recipes runs it in a browser.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const page = new URL('../recipes/react-and-vue.md', import.meta.url)

const cache = new URL('../.vitepress/cache/', import.meta.url)

/** Writes the files to a folder of the cache; returns its path, and their names. */
export function extractRecipes(name) {
  const folder = fileURLToPath(new URL(`${name}/`, cache))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const found = readFileSync(page, 'utf8').matchAll(/^```tsx\n(\/\/ (\S+)\n[\s\S]*?)^```$/gm)
  const files = Array.from(found, ([, code, file]) => {
    writeFileSync(folder + file, code)
    return file
  })
  return { folder, files }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) extractRecipes('recipes')
