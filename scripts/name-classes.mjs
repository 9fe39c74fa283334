// esbuild writes a class that refers to itself as `var Convolver = class _Convolver`, and users see `_Convolver` in messages and debuggers.
// This gives the classes in dist their own names again. (Its `keepNames` would wrap every function, also in inner loops.)
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

for (const path of readdirSync('dist', { recursive: true, encoding: 'utf8' })) {
  if (!path.endsWith('.js') || path.startsWith('cli')) continue
  const code = readFileSync(`dist/${path}`, 'utf8')
  const names = [...code.matchAll(/\bvar (\w+) = class _\1\b/g)].map(([, name]) => name)
  if (names.length === 0) continue
  // Inside its body, the class's own name refers to the class, as that of the variable does.
  const inner = new RegExp(`\\b_(${names.join('|')})\\b`, 'g')
  writeFileSync(`dist/${path}`, code.replace(inner, '$1'))
}
