import { ConvolutionComputer } from './convolution-work.js'
import { MatchComputer } from './match-work.js'
import { ProfileComputer } from './profile-work.js'
import type { TileComputer, TileKind } from './tile.js'

const COMPUTERS: Record<TileKind, new (shared: Uint8Array) => TileComputer> = {
  convolve: ConvolutionComputer,
  match: MatchComputer,
  profile: ProfileComputer,
}

/** What computes the tiles of a kind that share this. @throws RangeError if it is damaged */
export function tileComputer(kind: TileKind, shared: Uint8Array): TileComputer {
  return new COMPUTERS[kind](shared)
}
