import { readFileSync } from 'node:fs'
import { WavReader } from 'tapline/format'
import { joined } from './signals.js'

/**
 * Eight seconds of speech at 8,000 Hz, made by eSpeak NG 1.51 and FFmpeg:
 *
 *   espeak-ng -v en -s 160 -w s.wav "Once upon a time there was a miller who had three sons. The eldest had the mill, the
 *     second the donkey, and the youngest nothing but the cat. What shall I do with a cat?"
 *   ffmpeg -i s.wav -t 8 -ar 8000 -ac 1 -c:a pcm_s16le -map_metadata -1 -fflags +bitexact speech.wav
 */
export function speech(): Float64Array {
  const bytes = readFileSync(new URL('sounds/speech.wav', import.meta.url))
  return Float64Array.from(joined('float64', new WavReader().process(bytes)))
}
