// Checks the rules of eslint.config.js with Oxlint, which takes a tenth of ESLint's time.
//
//   node scripts/lint.mjs [FILE...]
//
// Oxlint has no presets of typescript-eslint, so its configuration is made of ESLint's at each run: one list of rules for each kind of
// file. It stays as .oxlintrc.json, where editors find it.
import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { ESLint } from 'eslint'
import config from '../eslint.config.js'

/** Each kind of file, and one such file. A file of several kinds has the rules of the last one. */
const kinds = {
  '**/*.{js,mjs,cjs}': 'scripts/lint.mjs',
  '**/*.ts': 'vitest.config.ts',
  'src/**/*.ts': 'src/index.ts',
  'src/cli/**/*.ts': 'src/cli/main.ts',
  'test/**/*.ts': 'test/golden.test.ts',
  'bench/**/*.ts': 'bench/run.ts',
}

/** AssemblyScript, whose functions have decorators: ESLint reads it. */
const assembly = 'src/wasm/assembly'

/** Rules that Oxlint lacks. The first waits for its next version (`npm run lint:eslint` has it); the others are errors of syntax. */
const lacking = ['@typescript-eslint/no-unsafe-class-instance-assignment', 'no-dupe-args', 'no-octal']

// Presets narrow the pattern of the block that extends them, which stands first.
const patterns = new Set(config.flatMap(({ files = [] }) => files.map((pattern) => [pattern].flat()[0])))
const unnamed = [...patterns].filter((pattern) => !(pattern in kinds) && !pattern.startsWith(`${assembly}/`))
if (unnamed.length > 0) {
  console.error(
    `eslint.config.js has rules for ${unnamed.join(', ')}: add one such file to kinds in scripts/lint.mjs`,
  )
  process.exit(2)
}

const oxlint = 'node_modules/oxlint/bin/oxlint'
const known = new Set(
  JSON.parse(execFileSync(process.execPath, [oxlint, '--rules', '-f', 'json'])).map(
    ({ scope, value }) => `${scope}/${value}`,
  ),
)
const eslint = new ESLint()
const perKind = await Promise.all(Object.values(kinds).map((file) => eslint.calculateConfigForFile(file)))
const names = [...new Set(perKind.flatMap(({ rules }) => Object.keys(rules)))]
const used = names.filter((name) => perKind.some(({ rules }) => rules[name]?.[0] > 0))

writeFileSync(
  '.oxlintrc.json',
  JSON.stringify({
    plugins: ['typescript'],
    categories: { correctness: 'off' },
    options: { typeAware: true },
    ignorePatterns: [...config.find(({ ignores, rules }) => ignores && !rules).ignores, assembly],
    overrides: Object.keys(kinds).map((files, i) => ({
      files: [files],
      globals: perKind[i].languageOptions.globals,
      rules: rulesFor(perKind[i].rules),
    })),
  }),
)

const parameters = ['-c', '.oxlintrc.json', '--report-unused-disable-directives', '--deny-warnings']
const files = process.argv.slice(2)
const { status } = spawnSync(
  process.execPath,
  [oxlint, ...parameters, ...(files.length > 0 ? files : ['.'])],
  {
    stdio: 'inherit',
  },
)
process.exitCode = status ?? 1

function rulesFor(rules) {
  const passed = used.filter((name) => !lacking.includes(name))
  // Where two rules are one in Oxlint, the one that is on counts.
  const on = passed.filter((name) => rules[name]?.[0] > 0)
  return {
    ...Object.fromEntries(passed.map((name) => [oxlintName(name), 'off'])),
    ...Object.fromEntries(on.map((name) => [oxlintName(name), ['error', ...rules[name].slice(1)]])),
  }
}

/** Some rules of typescript-eslint are those of ESLint for TypeScript: Oxlint has one of both. */
function oxlintName(name) {
  const rule = name.replace('@typescript-eslint/', '')
  const found = [`typescript/${rule}`, `eslint/${rule}`].find((candidate) => known.has(candidate))
  if (found === undefined) throw new Error(`Oxlint lacks the rule ${name}: name it in scripts/lint.mjs`)
  return found
}
