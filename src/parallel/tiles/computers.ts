import { BlockComputer } from './block-computer.js'
import { ChannelsComputer } from './channels-computer.js'
import { DirectComputer } from './direct-computer.js'
import { MatchComputer } from './match-computer.js'
import { PairComputer } from './pair-computer.js'
import { RowsComputer } from './rows-computer.js'

/** Computes the tiles of some work. */
export interface Computer {
  compute(tile: never): object
  dispose(): void
}

const COMPUTERS = {
  blocks: BlockComputer,
  channels: ChannelsComputer,
  direct: DirectComputer,
  match: MatchComputer,
  pairs: PairComputer,
  rows: RowsComputer,
} as const

export type ComputerKind = keyof typeof COMPUTERS

/** The computer for tiles that share this. */
export function makeComputer(kind: ComputerKind, shared: object): Computer {
  return new COMPUTERS[kind](shared as never)
}
