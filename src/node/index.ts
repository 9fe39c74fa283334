export { FileError } from './file-error.js'
export type { WavFormat } from './pcm.js'
export { WavWriter, type WavSummary, type WavWriterOptions } from './wav-writer.js'
