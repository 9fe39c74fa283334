// npm run example -- NAME [...]: runs one of the examples in this folder or in ../images. The tsconfig makes 'tapline' the
// built package, as its users get it.
import { register } from 'tsx/esm/api'

const patterns = ['rhythms', 'phrase', 'anomalies']
const images = ['feature-maps', 'learn-sobel']
const names = [...patterns, ...images]
const [name, ...rest] = process.argv.slice(2)

if (names.includes(name)) {
  // What follows is the example's own.
  process.argv.splice(2, Infinity, ...rest)
  register({ tsconfig: 'tsconfig.build.json' })
  await import(patterns.includes(name) ? `./${name}.ts` : `../images/${name}.ts`)
} else {
  console.error(`there is no example '${name ?? ''}': give one of ${names.join(', ')}`)
  process.exitCode = 2
}
