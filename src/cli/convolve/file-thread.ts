import { answerCalls } from '../../parallel/threads/answer-calls.js'
import { convolveApart } from './convolve-apart.js'

// A thread of `convolveFiles`, which convolves one file after another.

const functions = { convolveApart }
export type FileFunctions = typeof functions

answerCalls(functions)
