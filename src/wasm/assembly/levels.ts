// The levels of a stream: what is due where their blocks end.
//
// A stream is described by a table of words of four bytes, which level-table.ts writes: its head, then for each input its distance
// from the first one and the last sample that was not zero, then the levels, then their tasks. Positions count samples from the start
// of the stream, modulo 2³², and so do addresses: a stream may be longer.
//
// Blocks of a level are taken in pairs. After the first of two blocks, the sums of products are taken for both, except for the products
// of the second block itself. These are added when it is complete. So history and kernel are read once for two blocks.

import { accumulate, accumulatePair } from './spectrum'
import { finish, forward } from './transform'

// The head: where sample 0 of the first input, and of the first output, would lie; the length of the smallest blocks; the first level
// and the end of the levels; the bytes of a sample. One code serves both precisions, as a page loads it.
@inline const INPUTS: usize = 0
@inline const OUTPUTS: usize = 4
@inline const STEP: usize = 8
@inline const LEVELS: usize = 12
@inline const LEVELS_END: usize = 16
@inline const BYTES: usize = 20
@inline const HEAD: usize = 24

// An input.
@inline const DISTANCE: usize = 0
@inline const LAST_SOUNDING: usize = 4
@inline const INPUT: usize = 8

// A level: the length of its blocks, its twiddle factors, the distance of its outputs; the spectra of the last blocks, a ring for each
// input, and their number; whether tasks are spread over the time of the next block; the tasks of the first block of a pair, those of
// the second, and their end.
@inline const SIZE: usize = 0
@inline const TWIDDLES: usize = 4
@inline const START: usize = 8
@inline const RINGS: usize = 12
@inline const SLOTS: usize = 16
@inline const IS_SPREAD: usize = 20
@inline const FIRST: usize = 24
@inline const SECOND: usize = 28
@inline const END: usize = 32
// Its state: the last block, where it is in the first input, its slot in the rings, whether sums for it were begun with the block
// before; the next task and the end of those that are due; how many of the next blocks are skipped, and how many after them are only
// transformed; for each input, the number of blocks up to the last that held only zeros, at most SLOTS.
@inline const BLOCK: usize = 36
@inline const SOURCE: usize = 40
@inline const SLOT: usize = 44
@inline const IS_BEGUN: usize = 48
@inline const NEXT: usize = 52
@inline const LAST: usize = 56
@inline const SKIPPED: usize = 60
@inline const IDLE: usize = 64
@inline const SILENT: usize = 68

// A task: its kind, and what it works on.
@inline const KIND: usize = 0
@inline const WHICH: usize = 4 // the index of the input, or the distance of the output
@inline const SUM: usize = 8
@inline const LATER: usize = 12
@inline const KERNEL: usize = 16
@inline const FROM: usize = 20
@inline const TO: usize = 24
@inline const ADD: usize = 28
@inline const TASK: usize = 32

// Kinds of tasks; all others (1) sum the products for two blocks.
@inline const TRANSFORM: u32 = 0
@inline const NEWEST: u32 = 2
@inline const FINISH: u32 = 3

@inline const ADD_IF_BEGUN: u32 = 2

/** Runs the levels for the inputs from..from + count, which are in their places: at every end of a block of the smallest level. */
export function advance(table: usize, from: i32, count: i32): void {
  const step = load<i32>(table, STEP)
  const end = from + count
  const levelsEnd = load<usize>(table, LEVELS_END)
  for (let at = (from & -step) + step; end - at >= 0; at += step) {
    let level = load<usize>(table, LEVELS)
    const levelBytes = SILENT + 4 * ((level - table - HEAD) / INPUT)
    for (; level < levelsEnd; level += levelBytes) advanceLevel(table, level, at, step)
  }
}

function advanceLevel(table: usize, level: usize, at: i32, step: i32): void {
  const size = load<i32>(level, SIZE)
  const elapsed = at & (size - 1)
  if (elapsed == 0) endBlock(table, level, at - size)
  let next = load<usize>(level, NEXT)
  let due = load<usize>(level, LAST)
  if (next == due) return
  if (load<u32>(level, IS_SPREAD)) {
    const first = firstTask(level, load<i32>(level, BLOCK), size)
    const tasks: u64 = (due - first) / TASK
    due = first + <usize>((tasks * (elapsed + step)) >> ctz(size)) * TASK
  }
  const isDouble = load<u32>(table, BYTES) == 8
  for (; next < due; next += TASK) {
    if (isDouble) run<f64>(table, level, next)
    else run<f32>(table, level, next)
  }
  store<usize>(level, next, NEXT)
}

/** Notes that the block that begins at `block` is complete, and what is to be done with it. */
function endBlock(table: usize, level: usize, block: i32): void {
  const size = load<i32>(level, SIZE)
  const slots = load<usize>(level, SLOTS)
  const sample = load<usize>(table, BYTES)
  const bytes = <usize>size * 2 * sample
  let slot = load<usize>(level, SLOT) + 1
  if (slot == slots) slot = 0
  store<usize>(level, slot, SLOT)
  store<i32>(level, block, BLOCK)
  const isSecond = (block & size) != 0
  if (!isSecond) store<u32>(level, 0, IS_BEGUN)
  const skipped = load<u32>(level, SKIPPED)
  if (skipped) {
    store<u32>(level, skipped - 1, SKIPPED)
    return
  }
  const idle = load<u32>(level, IDLE)
  if (idle) store<u32>(level, idle - 1, IDLE)
  const source = load<usize>(table, INPUTS) + <usize>block * sample
  store<usize>(level, source, SOURCE)
  const inputsEnd = load<usize>(table, LEVELS)
  let spectrum = load<usize>(level, RINGS) + slot * bytes
  let sounding = false
  let silent = level + SILENT
  const inputs = (inputsEnd - table - HEAD) / INPUT
  for (let input = table + HEAD; input < inputsEnd; input += INPUT, silent += 4, spectrum += slots * bytes) {
    const before = load<usize>(silent)
    const now = isSilent(
      source + load<usize>(input, DISTANCE),
      load<i32>(input, LAST_SOUNDING) - block,
      size,
      sample,
    )
      ? min(before + 1, slots)
      : 0
    store<usize>(silent, now)
    if (now > 0 && before < slots) memory.fill(spectrum, 0, bytes)
    sounding = sounding || now < slots
  }
  if (!sounding) return
  const first = firstTask(level, block, size)
  store<usize>(level, first, NEXT)
  if (idle) {
    // The transforms come first.
    store<usize>(level, first + inputs * TASK, LAST)
  } else if (isSecond) store<usize>(level, load<usize>(level, END), LAST)
  else {
    store<usize>(level, load<usize>(level, SECOND), LAST)
    store<u32>(level, 1, IS_BEGUN)
  }
}

@inline
function firstTask(level: usize, block: i32, size: i32): usize {
  return block & size ? load<usize>(level, SECOND) : load<usize>(level, FIRST)
}

/** Whether a block is zero, given the distance from it to the last sample that is not. The block ends in the run that was taken last. */
function isSilent(block: usize, lastSounding: i32, size: i32, sample: usize): bool {
  if (lastSounding < 0) return true
  if (lastSounding < size) return false
  let x = block + <usize>size * sample
  do {
    x -= sample
    if (sample == 8 ? load<f64>(x) != 0 : load<f32>(x) != 0) return false
  } while (x > block)
  return true
}

function run<T>(table: usize, level: usize, task: usize): void {
  const size = load<usize>(level, SIZE)
  const twiddles = load<usize>(level, TWIDDLES)
  const block = load<usize>(level, BLOCK) * sizeof<T>()
  const which = load<usize>(task, WHICH)
  const sum = load<usize>(task, SUM)
  const kind = load<u32>(task, KIND)
  if (kind == FINISH) {
    finish<T>(load<usize>(table, OUTPUTS) + which + block + load<usize>(level, START), sum, size, twiddles)
    return
  }
  const bytes = size * 2 * sizeof<T>()
  const slots = load<usize>(level, SLOTS)
  const slot = load<usize>(level, SLOT)
  const ring = load<usize>(level, RINGS) + which * slots * bytes
  const newest = ring + slot * bytes
  if (kind == TRANSFORM) {
    if (load<u32>(level + which * 4, SILENT)) return
    const distance = load<usize>(table + which * INPUT, HEAD + DISTANCE)
    forward<T>(newest, load<usize>(level, SOURCE) + distance, size, twiddles)
    return
  }
  const added = load<u32>(task, ADD)
  const add = added == ADD_IF_BEGUN ? load<u32>(level, IS_BEGUN) != 0 : added != 0
  const kernel = load<usize>(task, KERNEL)
  if (kind == NEWEST) accumulate<T>(sum, newest, kernel, bytes, add)
  else {
    accumulatePair<T>(
      sum,
      load<usize>(task, LATER),
      ring,
      <i32>slot,
      kernel,
      bytes,
      <i32>slots,
      load<i32>(task, FROM),
      load<i32>(task, TO),
      add,
    )
  }
}
