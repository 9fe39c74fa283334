/** The beginning of a module for `runModule`, before it imports the package: `memory` is the package's only one. */
export const WASM_MEMORY = `
  let memory
  const { Instance } = WebAssembly
  WebAssembly.Instance = class extends Instance {
    constructor(...parts) {
      super(...parts)
      memory = this.exports.memory
    }
  }
`
