// Checks that the peers of the benchmarks are installed.
import { existsSync, readFileSync } from 'node:fs'

const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))
const missing = Object.keys(dependencies).filter(
  (name) => !existsSync(new URL(`node_modules/${name}/package.json`, import.meta.url)),
)
if (missing.length > 0) {
  console.error(
    `the benchmarks compare with ${missing.join(', ')}, which cannot be found: npm ci --prefix bench`,
  )
  process.exitCode = 1
}
