import { type Example, readExamples } from './examples.js'

declare const data: Example[]
export { data }

export default {
  watch: ['../../examples/README.md'],
  load: () => readExamples(),
}
