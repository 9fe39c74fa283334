type Attributes = Readonly<Record<string, string | number>>

/** An SVG element as text. Numbers are rounded to a hundredth. */
export function element(name: string, attributes: Attributes, ...content: string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${attributeValue(value)}"`)
  const begin = `<${name}${written.join('')}`
  return content.length === 0 ? `${begin}/>` : `${begin}>${content.join('')}</${name}>`
}

/** A line of text whose baseline begins (or ends, or has its middle) at x, y. */
export function text(x: number, y: number, content: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escaped(content))
}

/** Text as it may stand in an SVG file. */
export function escaped(content: string): string {
  return content
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

function attributeValue(value: string | number): string {
  return typeof value === 'string' ? escaped(value) : String(Math.round(100 * value) / 100)
}
