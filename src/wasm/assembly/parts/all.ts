// All parts in one binary, for hosts that are given a compiled module.

export * from './core'
export * from './pattern'
export * from './image'
export * from './pcm'
