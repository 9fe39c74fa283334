// npm start: without arguments, puts a voice into a cathedral and draws it; with arguments, runs the command line: `npm start --
// convolve ...`.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url))
if (process.argv.length > 2) {
  await import('../dist/cli/main.js')
} else {
  run(pathOf('run.mjs'), 'hall')
  run(pathOf('../dist/cli/main.js'), 'plot', 'out/hall.wav', '--kind', 'spectrogram', '-o', 'out/hall.svg')
  console.log('out/hall.svg: its spectrogram')
}

function run(...parameters) {
  execFileSync(process.execPath, parameters, { stdio: 'inherit' })
}
