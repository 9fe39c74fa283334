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
  /** Its position among all templates that were added. */
  readonly order: number
}

/**
 * Writes the templates that a stream is searched for. For the first `givenCount`, those of the constructor, this is only whether they
 * still exist; the others are written whole.
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
 * @param given The templates of the constructor, in order.
 * @param channelCount The number of channels of each.
 * @param add Takes a template that was added later, and owns it from then on.
 * @returns Those of the given templates that still exist.
 * @throws RangeError if the state is impossible.
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
