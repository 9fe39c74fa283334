import { availableParallelism, cpus } from 'node:os'
import type { Command } from 'commander'
import { DataError } from '../terminal/errors.js'
import { type Examination, examine } from '../doctor/examine.js'
import { type Io, writeOut } from '../terminal/io.js'

export function configure(command: Command, io: Io): void {
  command
    .option('--json', 'print JSON', false)
    .addHelpText('after', HELP)
    .action(async ({ json }: { json: boolean }) => {
      const report = examine()
      await writeOut(io, json ? `${JSON.stringify({ ...host(), ...report }, null, 2)}\n` : inWords(report))
      if (report.fault !== undefined) throw new DataError(`the engine cannot be loaded: ${report.fault}`)
      const failed = report.tests.filter(({ passed }) => !passed).map(({ name }) => name)
      if (failed.length > 0) {
        throw new DataError(
          `the engine computes wrong results here (${failed.join(', ')}): try TAPLINE_SIMD=baseline`,
        )
      }
    })
}

function host() {
  const { node, v8 } = process.versions
  const processor = cpus().at(0)?.model.trim() ?? 'unknown'
  return {
    node,
    v8,
    platform: `${process.platform} ${process.arch}`,
    processor,
    cores: availableParallelism(),
  }
}

function inWords({ simd, fault, tests, timesRealTime, packages }: Examination): string {
  const { node, v8, platform, processor, cores } = host()
  const rows = [
    ['host', `Node ${node} (V8 ${v8}), ${platform}`],
    ['processor', `${processor}, ${cores} usable ${cores === 1 ? 'core' : 'cores'}`],
    ['engine', simd === undefined ? `NOT LOADED: ${fault}` : engineInWords(simd)],
    ...tests.map(({ name, passed }) => [name, passed ? 'passed' : 'FAILED']),
    ...(timesRealTime === undefined
      ? []
      : [['speed', `stereo with a response of 2 s, 48 kHz: ${timesRealTime} times real time`]]),
    ...packages.map(({ name, use, found }) => [name, `${found ? 'found' : 'not installed'} (${use})`]),
  ]
  const width = Math.max(...rows.map(([label]) => label.length))
  return rows.map(([label, text]) => `${label.padEnd(width)}  ${text}\n`).join('')
}

function engineInWords(simd: string): string {
  return `${simd} SIMD${simd === 'relaxed' ? ' (fused multiply-add)' : ''}`
}

const HELP = `
Examples:
  tapline doctor
  TAPLINE_SIMD=baseline tapline doctor --json`
