import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const src = fileURLToPath(new URL('./src', import.meta.url))

export default defineConfig({
  resolve: {
    // As `paths` in tsconfig.json: tests see the sources, not dist.
    alias: [
      { find: /^tapline$/, replacement: `${src}/index.ts` },
      { find: /^tapline\/([a-z]+)$/, replacement: `${src}/$1/index.ts` },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // .ci/run reads the counts from the JSON file.
    reporters: ['default', ['json', { outputFile: 'out/test-results.json' }]],
  },
})
