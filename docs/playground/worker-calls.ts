/** Functions that a worker offers to its page. */
export type Functions = Readonly<Record<string, (...parameters: never[]) => unknown>>

interface Call {
  readonly id: number
  readonly name: string
  readonly parameters: readonly unknown[]
}

interface Answer {
  readonly id: number
  readonly result?: unknown
  readonly error?: string
}

/** Calls a function of a worker by its name. */
export type Calls<Offered extends Functions> = <Name extends keyof Offered & string>(
  name: Name,
  ...parameters: Parameters<Offered[Name]>
) => Promise<ReturnType<Offered[Name]>>

/** In a worker: lets its page call these functions. */
export function answerCalls(functions: Functions): void {
  addEventListener('message', ({ data: { id, name, parameters } }: MessageEvent<Call>) => {
    try {
      postMessage({ id, result: functions[name](...(parameters as never[])) } satisfies Answer)
    } catch (error) {
      postMessage({ id, error: error instanceof Error ? error.message : String(error) } satisfies Answer)
    }
  })
}

/** In a page: returns what calls the functions of a worker. */
export function callsTo<Offered extends Functions>(worker: Worker): Calls<Offered> {
  const waiting = new Map<number, (answer: Answer) => void>()
  let count = 0
  worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
    waiting.get(data.id)?.(data)
    waiting.delete(data.id)
  })
  worker.addEventListener('error', ({ message }) => {
    for (const [id, settle] of waiting)
      settle({ id, error: message || 'The worker could not be loaded: reload the page.' })
    waiting.clear()
  })
  return <Name extends keyof Offered & string>(name: Name, ...parameters: Parameters<Offered[Name]>) =>
    new Promise<ReturnType<Offered[Name]>>((resolve, reject) => {
      const id = count++
      waiting.set(id, ({ result, error }) => {
        if (error === undefined) resolve(result as ReturnType<Offered[Name]>)
        else reject(new Error(error))
      })
      worker.postMessage({ id, name, parameters } satisfies Call)
    })
}
