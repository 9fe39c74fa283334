import { describe, expect, test } from 'vitest'
import * as core from 'tapline'
import * as audio from 'tapline/audio'
import * as format from 'tapline/format'
import * as image from 'tapline/image'
import * as layers from 'tapline/layers'
import * as nats from 'tapline/nats'
import * as node from 'tapline/node'
import * as parallel from 'tapline/parallel'
import * as rx from 'tapline/rx'
import * as web from 'tapline/web'
import { subjects as audioSubjects } from './audio.js'
import { subjects as coreSubjects } from './core.js'
import { subjects as formatSubjects } from './format.js'
import { subjects as imageSubjects } from './image.js'
import { subjects as layersSubjects } from './layers.js'
import { subjects as natsSubjects } from './nats.js'
import { nodeSubjects, webSubjects } from './node.js'
import { subjects as parallelSubjects } from './parallel.js'
import { subjects as rxSubjects } from './rx.js'
import type { Method, Subjects } from './subject.js'
import { type Call, faultOf, outcomeOf, trialsOf } from './walk.js'

// Every public function, constructor and method is called with one argument, or one option, of every wrong kind.
// The outcome must be a TypeError or RangeError that names the argument, or the right result; never a message of the JavaScript
// engine, and never a changed state. An export that is not in the tables fails.

const entries: readonly (readonly [entry: string, exported: object, subjects: Subjects])[] = [
  ['tapline', core, coreSubjects],
  ['tapline/audio', audio, audioSubjects],
  ['tapline/format', format, formatSubjects],
  ['tapline/image', image, imageSubjects],
  ['tapline/layers', layers, layersSubjects],
  ['tapline/nats', nats, natsSubjects],
  ['tapline/node', node, nodeSubjects],
  ['tapline/parallel', parallel, parallelSubjects],
  ['tapline/rx', rx, rxSubjects],
  ['tapline/web', web, webSubjects],
]

describe.each(entries)('%s', (_entry, exported, subjects) => {
  test('has no export that is missing in the tables', () => {
    expect(Object.keys(subjects).sort()).toEqual(Object.keys(exported).sort())
  })

  test.each(callsOf(subjects))('%s accepts valid arguments', async (_name, { parameters, run }) => {
    const outcome = await outcomeOf(() => run(...parameters.map(({ valid }) => valid)))
    // Some need a microphone, or a file that does not exist.
    const error = outcome?.error
    expect(error instanceof TypeError || error instanceof RangeError ? error.message : '').toBe('')
  })

  test.each(callsOf(subjects))(
    '%s refuses invalid arguments, and says what is right',
    async (_name, call) => {
      const faults: string[] = []
      for (const trial of trialsOf(call)) {
        const fault = faultOf(trial, await outcomeOf(() => call.run(...trial.args)))
        if (fault !== undefined) faults.push(`${trial.label}: ${fault}`)
      }
      expect(faults).toEqual([])
    },
  )

  test.each(methodsIn(subjects))('%s changes nothing when it fails', async (_name, { parameters, start }) => {
    const expected = start().next?.()
    for (const trial of trialsOf({ parameters })) {
      const { run, next } = start()
      if ((await outcomeOf(() => run(...trial.args))) !== undefined) {
        expect(next?.(), trial.label).toEqual(expected)
      }
    }
  })
})

/** Everything that can be called: functions, constructors and methods, each of a new object. */
function callsOf(subjects: Subjects): readonly (readonly [name: string, call: Call])[] {
  return [
    ...Object.entries(subjects).flatMap(([name, subject]) =>
      subject === null ? [] : [[name, subject.call] as const],
    ),
    ...methodsIn(subjects).map(([name, { parameters, start }]) => {
      const call: Call = { parameters, run: (...args) => start().run(...args) }
      return [name, call] as const
    }),
  ]
}

function methodsIn(subjects: Subjects): readonly (readonly [name: string, method: Method])[] {
  return Object.entries(subjects).flatMap(([name, subject]) =>
    Object.entries(subject?.methods ?? {}).map(([key, method]) => [`${name}.${key}`, method] as const),
  )
}
