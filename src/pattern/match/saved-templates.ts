import { impossibleState } from '../../stream/snapshot/impossible-state.js'
import { MOST_SAMPLES } from '../../stream/snapshot/most-samples.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { PreparedChannels } from './prepared-channels.js'
import type { TemplateName } from './templates.js'

/** A template that a stream is searched for. */
export interface SearchedTemplate {
  readonly name: TemplateName
  readonly template: PreparedChannels
  /** Its place among all that were added. */
  readonly order: number
}

/**
 * Writes which templates a stream is searched for. Of the first `givenCount`, which were given to the constructor, only that they are
 * there still; of the others, the whole of them.
 */
export function saveTemplates(
  writer: SnapshotWriter,
  searched: readonly SearchedTemplate[],
  givenCount: number,
): void {
  writer.number(searched.length)
  for (const { name, template, order } of searched.toSorted((a, b) => a.order - b.order)) {
    writer.number(order)
    if (order < givenCount) continue
    writer.flag(typeof name === 'string')
    if (typeof name === 'string') writer.text(name)
    else writer.number(name)
    template.save(writer)
  }
}

/**
 * Reads what `saveTemplates` wrote.
 *
 * @param given Those that were given to the constructor, in their order.
 * @param channelCount How many channels each has.
 * @param add Takes one that was added later, and owns it from then on.
 * @returns Those of the given ones that are there still.
 * @throws RangeError if something cannot be.
 */
export function loadTemplates<Given extends SearchedTemplate>(
  reader: SnapshotReader,
  given: readonly Given[],
  addedCount: number,
  channelCount: number,
  add: (template: SearchedTemplate) => void,
): Given[] {
  const kept: Given[] = []
  const names = new Set<TemplateName>()
  let last = -1
  for (let count = reader.count(0, addedCount); count > 0; count--) {
    const order = reader.count(last + 1, addedCount - 1)
    last = order
    if (order < given.length) kept.push(given[order])
    const name = order < given.length ? given[order].name : readName(reader)
    if (names.has(name)) throw impossibleState()
    names.add(name)
    if (order >= given.length) add({ name, order, template: PreparedChannels.load(reader, channelCount) })
  }
  return kept
}

function readName(reader: SnapshotReader): TemplateName {
  if (reader.flag()) return reader.text(MOST_SAMPLES)
  return reader.count(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
}
