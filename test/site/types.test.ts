import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test(
  'the components and scripts of the site have the types that they say',
  { timeout: 600_000 },
  async () => {
    const check = promisify(execFile)('npm', ['run', '--silent', 'types', '--prefix', 'docs'], {
      shell: process.platform === 'win32',
    })
    // On failure, it rejects with the output of the compiler.
    expect(await check.catch((error: unknown) => error)).toMatchObject({ stdout: '' })
  },
)
