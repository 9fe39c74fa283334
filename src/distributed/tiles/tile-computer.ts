import { ConvolutionComputer } from './convolution-work.js'
import { MatchComputer } from './match-work.js'
import { ProfileComputer } from './profile-work.js'
import type { TileComputer, TileKind } from './tile.js'

const COMPUTERS: Record<TileKind, new (shared: Uint8Array) => TileComputer> = {
  convolve: ConvolutionComputer,
  match: MatchComputer,
  profile: ProfileComputer,
}

/** The computer for the tiles of a kind that share these bytes. @throws RangeError if they are damaged. */
export function tileComputer(kind: TileKind, shared: Uint8Array): TileComputer {
  return new COMPUTERS[kind](shared)
}
