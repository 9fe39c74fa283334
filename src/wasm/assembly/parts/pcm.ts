// Sound in the formats of files.

export { decode16, encode16, level } from '../pcm'
