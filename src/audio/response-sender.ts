import type { Precision } from '../samples.js'
import { buffersOf, partsOf } from '../stream/convolver/matrix-parts.js'
import { PreparedMatrix } from '../stream/convolver/prepared-matrix.js'
import { kernelMatrix } from './channel-layout.js'
import { type FromProcessor, PROTOCOL, type ResponseMessage, type ToProcessor } from './messages.js'
import type { Response } from './response.js'
import type { Port } from './web-audio.js'

/** A response, and the number of samples over which it fades in. */
interface Order {
  readonly response: Response
  readonly fade: number
}

/** The callbacks of the sender. Each is called once, except `onFailure`. */
export interface SenderEvents {
  readonly onTaken: () => void
  readonly onFailure: (error: Error) => void
  readonly onEnd: () => void
}

const SILENCE: Response = [/* @__PURE__ */ new Float32Array(1)]

/**
 * Prepares responses on this thread and passes them to the processor, as fast as it asks for more, so that the audio thread has
 * little to do at a time. If responses come faster than that, only the last one is sent.
 */
export class ResponseSender {
  readonly #port: Port
  readonly #precision: Precision
  readonly #isOffline: boolean
  readonly #events: SenderEvents
  #waiting: Order | undefined
  /** Whether a response is being sent, or will be when this turn of the event loop ends. */
  #isBusy = false

  constructor(port: Port, precision: Precision, isOffline: boolean, events: SenderEvents) {
    this.#port = port
    this.#precision = precision
    this.#isOffline = isOffline
    this.#events = events
    port.onmessage = ({ data }) => {
      // node-web-audio-api sends messages of its own through the same port.
      this.#hear(data as FromProcessor | { readonly kind?: undefined })
    }
  }

  /** In an offline context, a response applies to everything that is rendered from now on. */
  send(response: Response, fade: number): void {
    if (this.#isOffline) {
      this.#post({ response, fade })
      return
    }
    this.#waiting = { response, fade }
    if (this.#isBusy) return
    this.#isBusy = true
    queueMicrotask(() => {
      this.#next()
    })
  }

  tell(message: ToProcessor): void {
    this.#port.postMessage(message)
  }

  #hear(message: FromProcessor | { readonly kind?: undefined }): void {
    switch (message.kind) {
      case 'ready':
        if (message.protocol !== PROTOCOL) this.#events.onFailure(new Error(OTHER_VERSION))
        break
      case 'stepped':
        this.tell({ kind: 'step' })
        break
      case 'taken':
        this.#events.onTaken()
        this.#next()
        break
      case 'failed':
        this.#events.onFailure(new Error(message.reason))
        break
      case 'ended':
        this.#events.onEnd()
        break
      case undefined:
    }
  }

  #next(): void {
    const order = this.#waiting
    this.#waiting = undefined
    this.#isBusy = order !== undefined
    if (order === undefined) return
    try {
      this.#post(order)
    } catch (error) {
      this.#isBusy = false
      this.#events.onFailure(error as Error)
    }
  }

  #post(order: Order): void {
    const message = prepared(order, this.#precision, this.#isOffline)
    this.#port.postMessage(message, buffersOf(message.parts))
  }
}

/** A response in the form that the processor takes: prepared. */
export function prepared(
  { response, fade }: Order,
  precision: Precision,
  isAtOnce: boolean,
): ResponseMessage {
  const kernels = kernelMatrix(response.length === 0 ? SILENCE : response, 2)
  const matrix = new PreparedMatrix(kernels, { precision })
  try {
    return { kind: 'response', parts: partsOf(matrix.routing), isMono: response.length <= 1, fade, isAtOnce }
  } finally {
    matrix.dispose()
  }
}

const OTHER_VERSION =
  'workletUrl must serve the worklet of this version of tapline, got that of another one: copy tapline/dist/audio/convolver-worklet.js again'
