export type { WavFormat } from '../format/wav-layout.js'
export { FileError } from './file-error.js'
export { through } from './through.js'
export { WavWriter, type WavSummary, type WavWriterOptions } from './wav-writer.js'
