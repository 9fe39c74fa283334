// Copies what the site's demonstrations play with to docs/public: the data of the examples, and small pictures for the gallery.
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

const examples = fileURLToPath(new URL('../../examples/', import.meta.url))
const site = fileURLToPath(new URL('../public/', import.meta.url))

export async function buildAssets() {
  for (const folder of ['data', 'pictures']) rmSync(site + folder, { recursive: true, force: true })
  cpSync(`${examples}data`, `${site}data`, { recursive: true, filter: (file) => !file.endsWith('.md') })
  mkdirSync(`${site}pictures`)
  for (const name of readdirSync(`${examples}pictures`)) {
    const picture = sharp(`${examples}pictures/${name}`).resize({ width: 720, height: 450, fit: 'inside' })
    await picture.webp({ quality: 82 }).toFile(`${site}pictures/${name.replace(/\.png$/, '.webp')}`)
  }
}
