import { pageOf, readExamples } from './examples.js'

export default {
  paths: () =>
    readExamples().map((example) => ({ params: { name: example.name }, content: pageOf(example) })),
}
