// Reads the table of what each part of the engine exports, the files of src/wasm/assembly/parts. A line
//
//   export { fir } from '../fir'
//
// exports a function under its name, or, if it is generic, one function for f32 and one for f64. What the build needs beyond it
// follows from the signature: the exports in AssemblyScript, and their type in TypeScript.
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import ts from 'typescript'

const TYPES = { usize: 'number', i32: 'number', f32: 'number', f64: 'number', T: 'number' }
const PRECISIONS = { 32: 'f32', 64: 'f64' }

/** The functions that a part exports: `{ name, from, isGeneric, parameters, result }`, with the types of AssemblyScript. */
export function readPart(path) {
  return parse(path)
    .statements.filter(ts.isExportDeclaration)
    .flatMap(({ moduleSpecifier, exportClause }) => {
      const from = join(dirname(path), `${moduleSpecifier.text}.ts`)
      return exportClause.elements.map(({ name }) => ({ ...signature(from, name.text), from }))
    })
}

/** The source of a binary that exports these functions. `distance` leads from its folder to the current one. */
export function exportsOf(functions, distance) {
  return functions
    .map((kernel) => {
      const from = join(distance, kernel.from).replace(/\.ts$/, '').replaceAll('\\', '/')
      if (!kernel.isGeneric) return `export { ${kernel.name} } from '${from}'\n`
      const own = `${kernel.name}Of`
      return `import { ${kernel.name} as ${own} } from '${from}'\n${instances(kernel, own)}`
    })
    .join('')
}

/** The type of a part, as the module that loads it binds it. */
export function typeOf(part, functions) {
  const members = (isGeneric) =>
    functions
      .filter((kernel) => kernel.isGeneric === isGeneric)
      .map(member)
      .join('')
  const generic = members(true)
  const name = `${part[0].toUpperCase()}${part.slice(1)}Part`
  const precisions = `  readonly float32: ${name}OfPrecision\n  readonly float64: ${name}OfPrecision\n`
  return (
    `/** The functions of assembly/parts/${part}.ts. */\nexport interface ${name} {\n${members(false)}${generic && precisions}}\n` +
    (generic && `\nexport interface ${name}OfPrecision {\n${generic}}\n`)
  )
}

function signature(path, name) {
  const kernel = parse(path).statements.find(
    (node) => ts.isFunctionDeclaration(node) && node.name.text === name,
  )
  if (kernel === undefined) throw new Error(`${path} must have a function ${name}`)
  const parameters = kernel.parameters.map((node) => ({ name: node.name.text, type: node.type.getText() }))
  return { name, isGeneric: kernel.typeParameters !== undefined, parameters, result: kernel.type.getText() }
}

function instances({ name, parameters, result }, own) {
  return Object.entries(PRECISIONS)
    .map(([bits, type]) => {
      const of = (written) => (written === 'T' ? type : written)
      const declared = parameters.map((parameter) => `${parameter.name}: ${of(parameter.type)}`).join(', ')
      const call = `${own}<${type}>(${parameters.map((parameter) => parameter.name).join(', ')})`
      return `export function ${name}${bits}(${declared}): ${of(result)} {\n  ${result === 'void' ? '' : 'return '}${call}\n}\n`
    })
    .join('')
}

function member({ name, from, parameters, result }) {
  const declared = parameters.map((parameter) => `${parameter.name}: ${hostType(parameter.type, 'boolean')}`)
  return `  /** See assembly/${basename(from)}. */\n  ${name}(${declared.join(', ')}): ${result === 'void' ? 'void' : hostType(result, 'number')}\n`
}

/** A host takes a boolean for a `bool`, and returns 0 or 1. */
function hostType(type, ofBool) {
  const known = type === 'bool' ? ofBool : TYPES[type]
  if (known === undefined)
    throw new Error(`the type of a parameter must be bool, ${Object.keys(TYPES).join(', ')}, got ${type}`)
  return known
}

function parse(path) {
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
}
