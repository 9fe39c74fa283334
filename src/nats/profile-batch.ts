import type { NatsConnection } from '@nats-io/transport-node'
import { ProfileWork } from '../distributed/tiles/profile-work.js'
import { type MatrixProfile, profileByTiles, profilePlan } from '../pattern/matrix-profile/matrix-profile.js'
import { readOptions, readSignal, requireFunction, withNames } from '../require.js'
import type { SignalLike } from '../samples.js'
import { BATCH_OPTIONS, type BatchOptions, readBatchOptions, runBatch } from './run-batch.js'

/** The options of `profileBatch`. */
export interface ProfileBatchOptions extends BatchOptions {
  /** As for `matrixProfile`. */
  readonly exclusion?: number
  /** Called with the number of pairs of windows compared so far, and the number of all pairs. */
  readonly onProgress?: (compared: number, all: number) => void
}

const OPTIONS = /* @__PURE__ */ withNames(BATCH_OPTIONS, { exclusion: true, onProgress: true })

/**
 * Computes the matrix profile of a long signal on all batch workers of a server, bit for bit that of `matrixProfile`.
 *
 * The signal is cut into tiles as in `matrixProfile`, and each pair of tiles is compared by one worker; two tiles of 131,072 windows take
 * some 10 seconds. The server keeps 16 bytes for each window of each pair until the batch is complete. A signal of one tile takes as
 * long as without workers.
 *
 * @param signal As for `matrixProfile`; it is held in memory here.
 * @param windowLength As for `matrixProfile`.
 * @throws TypeError, RangeError as `matrixProfile`, or if an option is wrong or the server is too old or has no JetStream; RangeError
 *   with the reason if a tile was set aside; and what the client throws.
 */
export async function profileBatch(
  connection: NatsConnection,
  signal: SignalLike,
  windowLength: number,
  options?: ProfileBatchOptions,
): Promise<MatrixProfile> {
  const { exclusion, onProgress = () => undefined, ...rest } = readOptions(options, OPTIONS)
  requireFunction(onProgress, 'onProgress')
  const samples = readSignal(signal, 'signal')
  const plan = profilePlan(samples.length, windowLength, exclusion)
  const work = new ProfileWork(samples, plan)
  const all = work.cost
  let compared = 0
  const batch = readBatchOptions(connection, rest)
  for await (const cost of runBatch(connection, work, batch, (result) => work.take(result))) {
    compared += cost
    onProgress(compared, all)
  }
  return profileByTiles(samples, plan, work.found)
}
