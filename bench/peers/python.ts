import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Row } from '../harness/measure.js'

export type PythonFunction =
  | 'scipy.signal.oaconvolve'
  | 'scipy.signal.oaconvolve, complex'
  | 'scipy.signal.fftconvolve'
  | 'numpy.convolve'
  | 'scipy.signal.correlate, fft'
  | 'scipy.signal.correlate, windows'
  | 'MASS in NumPy'
  | 'cv2.matchTemplate'
  | 'cv2.filter2D'
  | 'cv2.sepFilter2D'
  | 'cv2.matchTemplate, images'
  | 'speex_echo_cancellation'

/** One core, as for all others, and the kernels that OpenBLAS itself chooses for the processor. */
const ENVIRONMENT = {
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  OPENBLAS_CORETYPE: undefined,
}

/** SciPy, or undefined if it is not installed. */
export function startScipy(): Promise<Python | undefined> {
  return start('import scipy', 'scipy-server.py')
}

/** Debian's libspeexdsp1, or undefined where this machine has none. */
export function startSpeex(): Promise<Python | undefined> {
  return start("import ctypes, numpy; ctypes.CDLL('libspeexdsp.so.1')", 'speex-server.py')
}

/** OpenCV, or undefined if it is not installed. */
export function startOpenCv(): Promise<Python | undefined> {
  return start('import cv2', 'opencv-server.py')
}

/** A distribution's packages belong to the distribution's own Python, which need not be the first one. */
const INTERPRETERS = ['python3', '/usr/bin/python3']

async function start(needed: string, script: string): Promise<Python | undefined> {
  const interpreter = INTERPRETERS.find((name) => spawnSync(name, ['-c', needed]).status === 0)
  return interpreter === undefined ? undefined : Python.start(interpreter, script)
}

/** A persistent Python process, which answers one request after the other: see server.py. */
export class Python {
  /** The versions of Python and its packages. */
  readonly versions: Readonly<Record<string, string>>
  readonly #process: ChildProcessWithoutNullStreams
  readonly #answers: AsyncIterator<Buffer, undefined>
  #received: Buffer = Buffer.alloc(0)

  private constructor(process: ChildProcessWithoutNullStreams, versions: Record<string, string>) {
    this.#process = process
    this.#answers = process.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>
    this.versions = versions
  }

  static async start(interpreter: string, script: string): Promise<Python> {
    const path = fileURLToPath(new URL(script, import.meta.url))
    const process_ = spawn(interpreter, [path], { env: { ...process.env, ...ENVIRONMENT } })
    process_.stderr.pipe(process.stderr)
    const versions: Record<string, string> = {}
    const python = new Python(process_, versions)
    Object.assign(versions, await python.#line())
    return python
  }

  /** Loads samples under a name, as an array of a shape. */
  async load(
    name: string,
    samples: Float32Array | Float64Array,
    shape: readonly number[] = [samples.length],
  ): Promise<void> {
    const type = samples instanceof Float32Array ? 'float32' : 'float64'
    this.#send({ kind: 'data', name, type, shape })
    this.#process.stdin.write(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength))
    await this.#line()
  }

  /** A row that calls a function with loaded arrays, by name. */
  row(name: PythonFunction, inputs: readonly string[], precision: 'float32' | 'float64'): Row {
    const request = { function: name, inputs }
    return {
      name,
      time: async () => {
        this.#send({ kind: 'time', ...request })
        return Number((await this.#line())['seconds'])
      },
      result: async () => {
        this.#send({ kind: 'result', ...request })
        const bytes = await this.#take(Number((await this.#line())['bytes']))
        const { buffer } = new Uint8Array(bytes)
        return precision === 'float32' ? new Float32Array(buffer) : new Float64Array(buffer)
      },
    }
  }

  stop(): void {
    this.#process.stdin.end()
  }

  #send(request: object): void {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`)
  }

  async #line(): Promise<Record<string, unknown>> {
    while (!this.#received.includes('\n')) await this.#receive()
    const line = await this.#take(this.#received.indexOf('\n') + 1)
    return JSON.parse(line.toString()) as Record<string, unknown>
  }

  async #take(length: number): Promise<Buffer> {
    const parts: Buffer[] = []
    for (let missing = length; missing > 0;) {
      if (this.#received.length === 0) await this.#receive()
      const part = this.#received.subarray(0, missing)
      this.#received = this.#received.subarray(part.length)
      parts.push(part)
      missing -= part.length
    }
    return Buffer.concat(parts)
  }

  async #receive(): Promise<void> {
    const { value, done } = await this.#answers.next()
    if (done === true) throw new Error('the Python process ended: see its message above')
    this.#received = this.#received.length === 0 ? value : Buffer.concat([this.#received, value])
  }
}
