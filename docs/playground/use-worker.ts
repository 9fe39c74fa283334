import { onBeforeUnmount } from 'vue'
import { requireHost } from './require-host.js'
import { type Calls, callsTo, type Functions } from './worker-calls.js'

/** Calls the functions of a worker. It starts with the first call, and ends with the page. */
export function useWorker<Offered extends Functions>(make: () => Worker): Calls<Offered> {
  let worker: Worker | undefined
  let calls: Calls<Offered> | undefined
  onBeforeUnmount(() => worker?.terminate())
  return async (name, ...parameters) => {
    requireHost('computing')
    worker ??= make()
    calls ??= callsTo<Offered>(worker)
    return calls(name, ...parameters)
  }
}
