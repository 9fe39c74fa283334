// Lets Prettier format src/wasm/assembly: AssemblyScript is TypeScript except for decorators of functions and variables. To the
// parser they are comments of the same length, and the original text is printed.
import * as estree from 'prettier/plugins/estree'
import * as typescript from 'prettier/plugins/typescript'

const parser = typescript.parsers.typescript
const printer = estree.printers.estree

export const languages = [{ name: 'AssemblyScript', parsers: ['assemblyscript'] }]

export const parsers = {
  assemblyscript: {
    ...parser,
    parse: (text, options) => parser.parse(text.replace(/^@inline\b/gm, '/*nli*/'), options),
    astFormat: 'assemblyscript',
  },
}

export const printers = {
  assemblyscript: {
    ...printer,
    printComment(path, options) {
      const original = options.originalText.slice(options.locStart(path.node), options.locEnd(path.node))
      return original === '@inline' ? original : printer.printComment(path, options)
    },
  },
}
