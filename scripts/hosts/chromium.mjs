// A page in Chromium (TAPLINE_CHROMIUM names another than /usr/bin/chromium). A page reports its result in its title. As a command,
// it serves the folder that it is run in, with a Content-Security-Policy if one is given, and opens index.html:
//
//   node chromium.mjs [POLICY]
import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript' }

/** The title that a page gives itself, once that begins with "tapline". */
export async function titleOf(url) {
  const browser = await chromium.launch({
    executablePath: process.env.TAPLINE_CHROMIUM ?? '/usr/bin/chromium',
    // As root, Chromium cannot use its sandbox.
    args: [
      '--autoplay-policy=no-user-gesture-required',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  })
  const said = []
  try {
    const page = await browser.newPage()
    page.on('console', (message) => said.push(message.text()))
    const failing = page.waitForEvent('pageerror', { timeout: 90_000 }).then((error) => Promise.reject(error))
    await page.goto(url)
    const ending = page.waitForFunction("document.title.startsWith('tapline')", undefined, {
      timeout: 90_000,
    })
    await Promise.race([ending, failing])
    failing.catch(() => undefined)
    return await page.title()
  } catch (error) {
    throw new Error(`${error.message}; the page said: ${said.join('; ')}`, { cause: error })
  } finally {
    await browser.close()
  }
}

function serve(policy) {
  return createServer(({ url }, response) => {
    try {
      const path = fileOf(new URL(url, 'http://localhost').pathname)
      response.setHeader('content-type', TYPES[/\.\w+$/.exec(path)?.[0]] ?? 'application/octet-stream')
      if (policy !== undefined) response.setHeader('content-security-policy', policy)
      response.end(readFileSync(path))
    } catch {
      response.statusCode = 404
      response.end()
    }
  })
}

/** Modules of rxjs import files without their extension. */
function fileOf(pathname) {
  const path = join(process.cwd(), pathname === '/' ? 'index.html' : pathname)
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? path : `${path}.js`
}

if (import.meta.main ?? process.argv[1] === import.meta.filename) {
  const server = serve(process.argv[2])
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  console.log(await titleOf(`http://127.0.0.1:${server.address().port}/`))
  server.close()
}
