// Writes the manual page of the command line from the help of its commands: `npm run build:man`, after `npm run build:cli`.
//
//   node scripts/build-man.mjs [CLI] [FILE]
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

const [cli = 'dist/cli', file = 'man/tapline.1'] = process.argv.slice(2)

async function help(...argv) {
  const env = { ...process.env, COLUMNS: '80' }
  const { stdout } = await promisify(execFile)(process.execPath, [`${cli}/main.js`, ...argv, '--help'], {
    env,
  })
  return stdout
}

const general = await help()
const [, listed = ''] = /^Commands:\n([^]*?)\n\n/m.exec(general) ?? []
const commands = [...listed.matchAll(/^ {2}([a-z]+) /gm)]
  .map(([, name]) => name)
  .filter((name) => name !== 'help')

mkdirSync(dirname(file), { recursive: true })
writeFileSync(
  file,
  [
    '.TH TAPLINE 1 "" "tapline" "User Commands"',
    '.SH NAME',
    'tapline \\- streaming convolution of sound, sensor readings and images',
    section('SYNOPSIS', general),
    ...(await Promise.all(commands.map(async (name) => section(name.toUpperCase(), await help(name))))),
    '.SH EXIT STATUS',
    '0: done. 1: an input could not be used or was cut short, or an output could not be written. 2: the command line was wrong.',
    '.SH ENVIRONMENT',
    'TAPLINE_SIMD: baseline, relaxed or auto (the default), the kind of SIMD to compute with.',
    '',
  ].join('\n'),
)

/** Text as it stands, line by line. */
function section(title, text) {
  const lines = text.trimEnd().replaceAll('\\', '\\e').replaceAll('-', '\\-').split('\n')
  return [`.SH ${title}`, '.nf', ...lines.map((line) => line.replace(/^(?=[.'])/, '\\&')), '.fi'].join('\n')
}
