// Sound as it is stored.

export { decode16, encode16, level } from '../pcm'
