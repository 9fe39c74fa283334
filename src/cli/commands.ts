import type { Command } from 'commander'
import type { Io } from './terminal/io.js'

/** Gives a command its arguments, options, examples and action. */
export type Configure = (command: Command, io: Io) => void

/** A command, whose code is loaded on demand. */
export interface CommandEntry {
  readonly name: string
  readonly summary: string
  readonly load: () => Promise<{ readonly configure: Configure }>
}

/** All commands, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'convolve',
    summary: 'convolve sound, or a series, with an impulse response',
    load: () => import('./commands/convolve.js'),
  },
  {
    name: 'filter',
    summary: 'filter sound, or a series: low-pass, high-pass, band-pass, band-stop, smoothing',
    load: () => import('./commands/filter.js'),
  },
  {
    name: 'resample',
    summary: 'convert sound, or a series, to another sample rate',
    load: () => import('./commands/resample.js'),
  },
  {
    name: 'adapt',
    summary: 'remove an echo or a hum from a recording, given what causes it',
    load: () => import('./commands/adapt.js'),
  },
  {
    name: 'match',
    summary: 'find a template in sound, or in a series, as it comes',
    load: () => import('./commands/match.js'),
  },
  {
    name: 'autocorrelate',
    summary: 'compute the autocorrelation and the period of sound, or of a series',
    load: () => import('./commands/autocorrelate.js'),
  },
  {
    name: 'pitch',
    summary: 'find the pitch of sound, window by window, as it comes',
    load: () => import('./commands/pitch.js'),
  },
  {
    name: 'onsets',
    summary: 'find the starts of notes, beats and words in sound, as they come',
    load: () => import('./commands/onsets.js'),
  },
  {
    name: 'peaks',
    summary: 'find the peaks of a series, or of sound, as they come',
    load: () => import('./commands/peaks.js'),
  },
  {
    name: 'profile',
    summary: 'compute the matrix profile of a series: shapes that repeat, and shapes that occur only once',
    load: () => import('./commands/profile.js'),
  },
  {
    name: 'image',
    summary: 'blur, sharpen, or find edges in an image: convolve it with a kernel',
    load: () => import('./commands/image.js'),
  },
  {
    name: 'plot',
    summary: 'draw a waveform, a spectrogram or a correlation, in the terminal or as SVG or PNG',
    load: () => import('./commands/plot.js'),
  },
  {
    name: 'ir',
    summary: 'report on an impulse response: delays, decay, gain',
    load: () => import('./commands/ir.js'),
  },
  {
    name: 'measure',
    summary: 'measure an impulse response: make a sweep, and divide its recording by it',
    load: () => import('./commands/measure.js'),
  },
  {
    name: 'delay',
    summary: 'estimate the delay between two recordings of one source',
    load: () => import('./commands/delay.js'),
  },
  {
    name: 'compare',
    summary: 'compare two files: level, noise, delay, correlation',
    load: () => import('./commands/compare.js'),
  },
  {
    name: 'job',
    summary: 'create, watch and delete jobs that many machines work on',
    load: () => import('./commands/job.js'),
  },
  {
    name: 'feed',
    summary: 'write sound, or series, into a job',
    load: () => import('./commands/feed.js'),
  },
  {
    name: 'worker',
    summary: 'work on a job, with any number of other workers',
    load: () => import('./commands/worker.js'),
  },
  {
    name: 'results',
    summary: 'read the results of a job, as they come',
    load: () => import('./commands/results.js'),
  },
  {
    name: 'doctor',
    summary: 'check this installation: engine, self-test, speed, optional packages',
    load: () => import('./commands/doctor.js'),
  },
  {
    name: 'completion',
    summary: 'print the completion script for bash, zsh or fish',
    load: () => import('./commands/completion.js'),
  },
]
