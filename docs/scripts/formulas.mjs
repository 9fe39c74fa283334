// Sets the formulas of docstrings as mathematics. Docstrings write them in plain text, as editors show them: y[n] = Σₖ kernel[k]·x[n − k].

const START = /(?<![\w`\]])[A-Za-z]\w*(?:\[[^\]\n`]*\])+ = /g
const STOP = /^(?:[,;:]\s|\.(?:\s|$)|\s(?:for|with|where|over|at|from|by|is|and|in|if)\s|\n\n)/
const FUNCTIONS = ['exp', 'ln', 'log', 'max', 'min', 'sin', 'cos']
const SUBSCRIPTS = Object.fromEntries(
  [...'₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₗₘₙₜ'].map((sign, i) => [sign, '0123456789ijklmnt'[i]]),
)
const SUPERSCRIPTS = Object.fromEntries([...'⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ'].map((sign, i) => [sign, '0123456789-n'[i]]))
const SIGNS = {
  Σ: '\\sum ',
  '·': '\\cdot ',
  '−': '-',
  π: '\\pi ',
  '⌊': '\\lfloor ',
  '⌋': '\\rfloor ',
  ℓ: '\\ell ',
  ε: '\\varepsilon ',
}

/** The text of a page, in which each formula that begins with a name and an index is MathML. `render` makes it of TeX. */
export function withFormulas(text, render) {
  const parts = text.split(/(^```[\s\S]*?^```$)/m)
  return parts.map((part, i) => (i % 2 === 1 ? part : inProse(part, render))).join('')
}

function inProse(text, render) {
  let set = ''
  let done = 0
  for (const { index, 0: left } of text.matchAll(START)) {
    if (index < done) continue
    const right = rightSideOf(text.slice(index + left.length))
    if (right === undefined) continue
    set += text.slice(done, index) + render(`\\displaystyle ${texOf(left + right)}`)
    done = index + left.length + right.length
  }
  return set + text.slice(done)
}

/** What follows the equals sign, up to where prose goes on; undefined if there is prose in it. */
function rightSideOf(text) {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    if ('([⌊'.includes(text[i])) depth++
    if (')]⌋'.includes(text[i])) depth--
    if (depth < 0 || (depth === 0 && i > 0 && STOP.test(text.slice(i, i + 8)))) {
      const right = text.slice(0, i)
      const isFormula = /[[(]/.test(right) && !/[`|<]|\b(?:the|its|of|an)\b/.test(right)
      return isFormula ? right : undefined
    }
  }
  return undefined
}

function texOf(formula) {
  return formula
    .replace(/\s+/g, ' ')
    .replace(/√\(([^()]*(?:\([^()]*\)[^()]*)*)\)/g, '\\sqrt{$1}')
    .replace(/\.\./g, '\\ldots ')
    .replace(/([A-Za-zΣ])_(\w+)/g, '$1_{$2}')
    .replace(/[₀-₉ᵢⱼₖₗₘₙₜ]+/g, (signs) => `_{${[...signs].map((sign) => SUBSCRIPTS[sign]).join('')}}`)
    .replace(/[⁰¹²³⁴-⁹⁻ⁿ]+/g, (signs) => `^{${[...signs].map((sign) => SUPERSCRIPTS[sign]).join('')}}`)
    .replace(/(?<![\\{\w])[A-Za-z]{3,}\d?|(?<![\\{\w])ln\b/g, (name) =>
      FUNCTIONS.includes(name) ? `\\${name} ` : /^(?:ikn|ikt)$/.test(name) ? name : `\\mathrm{${name}}`,
    )
    .replace(/[Σ·−π⌊⌋ℓε]/g, (sign) => SIGNS[sign])
}
