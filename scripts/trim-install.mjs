// After an install: removes the command-line tools of binaryen (wasm-opt and others, 80 MB). AssemblyScript calls the library.
import { rmSync } from 'node:fs'

rmSync(new URL('../node_modules/binaryen/bin', import.meta.url), { recursive: true, force: true })
