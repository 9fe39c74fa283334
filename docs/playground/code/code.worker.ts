/** What the page gets while code runs. */
export type Said =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'plot'; readonly title: string; readonly values: Float64Array }
  | { readonly kind: 'picture'; readonly title: string; readonly data: Float64Array; readonly width: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string }

const say = (said: Said): void => postMessage(said)

// What code can call beside the package: console.log, plot(values, title) and picture(plane, title).
console.log = (...values: unknown[]) => say({ kind: 'text', text: values.map(shown).join(' ') })
Object.assign(globalThis, {
  plot: (values: ArrayLike<number>, title = 'values') =>
    say({ kind: 'plot', title, values: Float64Array.from(values) }),
  picture: ({ data, width }: { data: ArrayLike<number>; width: number }, title = 'picture') =>
    say({ kind: 'picture', title, data: Float64Array.from(data), width }),
})

addEventListener(
  'message',
  ({ data: { code, packageUrl } }: MessageEvent<{ code: string; packageUrl: string }>) => {
    const url = URL.createObjectURL(new Blob([withAddresses(code, packageUrl)], { type: 'text/javascript' }))
    import(/* @vite-ignore */ url).then(
      () => say({ kind: 'done' }),
      (error: unknown) =>
        say({
          kind: 'failed',
          message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
        }),
    )
  },
)

/** Workers have no import maps: names of entries become their addresses. */
function withAddresses(code: string, packageUrl: string): string {
  return code.replace(
    /(\bfrom\s*|\bimport\s*\(?\s*)(['"])(tapline|rxjs)(?:\/(\w+))?\2/g,
    (_, before: string, quote: string, name: string, entry: string | undefined) => {
      const file = name === 'rxjs' ? 'rxjs.js' : `${entry === undefined ? '' : `${entry}/`}index.js`
      return `${before}${quote}${packageUrl}${file}${quote}`
    },
  )
}

/** As the console shows values, about. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value
  if (ArrayBuffer.isView(value) && Symbol.iterator in value) {
    const numbers = Array.from(value as unknown as Iterable<number>)
    const rest = numbers.length > 20 ? `, … ${numbers.length - 20} more` : ''
    return `${value.constructor.name} [${numbers.slice(0, 20).join(', ')}${rest}]`
  }
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([name, member]) => `${name}: ${shown(member)}`)
    return `{ ${members.join(', ')} }`
  }
  return String(value)
}
