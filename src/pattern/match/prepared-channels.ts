import type { SignalLike } from '../../samples.js'
import { impossibleState } from '../../stream/snapshot/impossible-state.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { allOrNothing } from '../../wasm/heap.js'
import { PreparedTemplate } from './prepared-template.js'
import { type ChannelTemplate, readTemplate } from './templates.js'

/** A template of one or more channels, each in standard form. */
export class PreparedChannels {
  /** M, in samples. */
  readonly length: number
  readonly channels: readonly PreparedTemplate[]

  private constructor(channels: readonly PreparedTemplate[]) {
    this.length = channels[0].length
    this.channels = channels
  }

  /**
   * Prepares a template, within `allOrNothing`.
   *
   * @param name Its name in messages.
   * @param channelCount The number of its channels; undefined if it is an array of numbers.
   * @throws TypeError, RangeError as `PreparedTemplate.of` for each channel; if their number is wrong, or they differ in length.
   */
  static of(
    template: SignalLike | ChannelTemplate,
    name: string,
    channelCount: number | undefined,
  ): PreparedChannels {
    const channels = readTemplate(template, name, channelCount)
    const nameOf = (channel: number): string => (channelCount === undefined ? name : `${name}[${channel}]`)
    return new PreparedChannels(channels.map((samples, c) => PreparedTemplate.of(samples, nameOf(c))))
  }

  /** Reads what `save` wrote. @throws RangeError if it is not a template of these channels in standard form. */
  static load(reader: SnapshotReader, channelCount: number): PreparedChannels {
    return allOrNothing(() => {
      const channels = Array.from({ length: channelCount }, () => PreparedTemplate.load(reader))
      if (channels.some(({ length }) => length !== channels[0].length)) throw impossibleState()
      return new PreparedChannels(channels)
    })
  }

  save(writer: SnapshotWriter): void {
    for (const channel of this.channels) channel.save(writer)
  }

  dispose(): void {
    for (const channel of this.channels) channel.dispose()
  }
}
