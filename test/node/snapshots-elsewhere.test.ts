import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import * as core from 'tapline'
import * as format from 'tapline/format'
import * as image from 'tapline/image'
import * as layers from 'tapline/layers'
import { expect, test } from 'vitest'
import { resumables } from '../support/resumables.js'

const script = fileURLToPath(new URL('../support/resume-elsewhere.ts', import.meta.url))

/** Runs the script in its own process. */
function elsewhere(args: readonly string[], input?: string): unknown {
  const output = execFileSync(process.execPath, ['--import', 'tsx', script, ...args], { input })
  return JSON.parse(output.toString())
}

test('The table of resumable classes is complete', () => {
  const classes = [core, format, image, layers].flatMap((entry) =>
    Object.entries(entry).flatMap(([name, value]) =>
      typeof value === 'function' && 'restore' in value ? [name] : [],
    ),
  )
  expect(Object.keys(resumables).sort()).toEqual(classes.sort())
})

test('A snapshot of one process resumes in another one, bit for bit', () => {
  const taken = elsewhere(['take']) as { name: string; rest: string }[]
  expect(taken.map(({ name }) => name)).toEqual(Object.keys(resumables))
  expect(elsewhere([], JSON.stringify(taken))).toEqual([])
  // The comparison notices a difference.
  const changed = taken.map((one) => (one.name === 'Convolver' ? { ...one, rest: '' } : one))
  expect(elsewhere([], JSON.stringify(changed))).toEqual(['Convolver'])
})
