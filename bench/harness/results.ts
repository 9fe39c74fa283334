import { digits, formatRatio, formatSeconds, formatSpread } from './format.js'
import { type ComparisonResult, type FigureResult, isWithinBounds, type Report } from './report.js'
import type { Spread } from './statistics.js'

const BEGIN = '<!-- results: written by `npm run bench -- --write-results` -->'
const END = '<!-- end of results -->'

/** The text of a document with the results between its two markers replaced. */
export function withResults(text: string, reports: readonly Report[], order: readonly string[]): string {
  const begin = text.indexOf(BEGIN)
  const end = text.indexOf(END)
  if (begin < 0 || end < begin) throw new Error(`the text lacks the markers ${BEGIN} and ${END}`)
  return `${text.slice(0, begin)}${BEGIN}\n\n${resultsOf(reports, order)}\n${text.slice(end)}`
}

function resultsOf(reports: readonly Report[], order: readonly string[]): string {
  const parts = hosts(reports).map((host) => hostLine(host, reports))
  parts.push('\n## Targets\n', ...targetTable(reports, order))
  for (const suite of order) {
    const columns = reports.filter((report) => report.suite === suite)
    if (columns.length > 0) parts.push(`\n## ${suite}\n`, ...tablesOf(columns))
  }
  return parts.join('\n')
}

/** One column for each processor and major version of Node. */
function hosts(reports: readonly Report[]): string[] {
  return [...new Set(reports.map(hostOf))]
}

/** "Zen 3, Node 20" for "AMD EPYC, Zen 3 (family 25 model 1)" and 20.20.2 */
function hostOf({ machine }: Report): string {
  const { processor, node } = machine
  const design = processor.replace(/ \(.*\)/, '').replace(/^[^,]*, (?!family)/, '')
  return `${design}, Node ${Number.parseInt(node, 10)}`
}

function hostLine(host: string, reports: readonly Report[]): string {
  const ofHost = reports.filter((report) => hostOf(report) === host)
  const dates = [...new Set(ofHost.map(({ date }) => date))].sort().join(', ')
  const { processor, cores, simd } = ofHost[0].machine
  const nodes = [...new Set(ofHost.map(({ machine }) => machine.node))].join(', ')
  const versions = Object.entries(Object.assign({}, ...ofHost.map(({ machine }) => machine.versions)))
  const peers = versions.map(([name, version]) => `${name} ${String(version)}`).join(', ')
  return `- **${host}**: ${processor}, ${cores} cores, Node ${nodes}, ${simd} SIMD, ${dates}. With ${peers}.`
}

/** Everything with a target, in one table: one line each, one column per processor and version of Node. */
function targetTable(reports: readonly Report[], order: readonly string[]): string[] {
  const names = hosts(reports)
  const lines = new Map<string, Map<string, string>>()
  const put = (host: string, heading: readonly string[], cell: string): void => {
    const key = heading.join(' | ')
    lines.set(key, (lines.get(key) ?? new Map<string, string>()).set(host, cell))
  }
  for (const report of order.flatMap((suite) => reports.filter((one) => one.suite === suite))) {
    const host = hostOf(report)
    for (const { work, verdicts } of report.comparisons) {
      for (const { against, atLeast, ratio } of verdicts) {
        put(
          host,
          [report.suite, work, `at least ${atLeast}x ${against.join(' and ')}`],
          ratioCell(ratio, atLeast),
        )
      }
    }
    for (const figure of report.figures) {
      if (isWithinBounds(figure) === undefined) continue
      put(host, [report.suite, figure.name, boundOf(figure)], figureCell(figure))
    }
  }
  return [
    `| suite | work | wanted | ${names.join(' | ')} |`,
    `|---|---|---|${names.map(() => '--:|').join('')}`,
    ...[...lines].map(([heading, cells]) => row([heading, ...names.map((name) => cells.get(name) ?? '–')])),
  ]
}

function tablesOf(columns: readonly Report[]): string[] {
  const lines: string[] = []
  const names = columns.map(hostOf)
  const works = unique(columns.flatMap(({ comparisons }) => comparisons.map(({ work }) => work)))
  if (works.length > 0) {
    lines.push(
      `| work | who | at least | ${names.join(' | ')} |`,
      `|---|---|--:|${names.map(() => '--:|').join('')}`,
      ...works.flatMap((work) => rowsOf(work, columns)),
      '',
    )
  }
  const figures = unique(columns.flatMap((column) => column.figures.map(({ name }) => name)))
  if (figures.length > 0) {
    lines.push(
      `| figure | bound | ${names.join(' | ')} |`,
      `|---|--:|${names.map(() => '--:|').join('')}`,
      ...figures.map((name) => figureRow(name, columns)),
      '',
    )
  }
  const skipped = unique(columns.flatMap((column) => column.skipped))
  return [...lines, ...skipped.map((what) => `Skipped: ${what}\n`)]
}

function rowsOf(work: string, columns: readonly Report[]): string[] {
  const results = columns.map(({ comparisons }) => comparisons.find((result) => result.work === work))
  const names = unique(results.flatMap((result) => result?.rows.map(({ name }) => name) ?? []))
  const verdicts = results.flatMap((result) => result?.verdicts ?? [])
  const rows = names.map((name, i) => {
    const atLeast = verdicts.find(({ against }) => against.length === 1 && against[0] === name)?.atLeast
    const cells = results.map((result) => rowCell(result, name, atLeast))
    return row([i === 0 ? work : '', name, atLeast === undefined ? '' : `${atLeast}x`, ...cells])
  })
  const joint = verdicts.filter(({ against }) => against.length > 1)
  return [
    ...rows,
    ...unique(joint.map(({ against }) => against.join(' and '))).map((who) => jointRow(who, results)),
  ]
}

/** Their time over ours, and the time a sample. */
function rowCell(result: ComparisonResult | undefined, name: string, atLeast = 0): string {
  const found = result?.rows.find((row) => row.name === name)
  if (result === undefined || found === undefined) return '–'
  const time = formatSeconds(found.seconds.median / result.samples)
  return found.ratio === undefined ? time : `${ratioCell(found.ratio, atLeast)}, ${time}`
}

/** A target that counts the faster of several peers. */
function jointRow(who: string, results: readonly (ComparisonResult | undefined)[]): string {
  const found = results.map((result) => result?.verdicts.find(({ against }) => against.join(' and ') === who))
  const atLeast = found.find((verdict) => verdict !== undefined)?.atLeast ?? 0
  const cells = found.map((verdict) => (verdict === undefined ? '–' : ratioCell(verdict.ratio, atLeast)))
  return row(['', `the faster of ${who}`, `${atLeast}x`, ...cells])
}

function ratioCell(ratio: Spread, atLeast: number): string {
  const missed = ratio.median < atLeast ? ', missed' : ''
  return `**${formatRatio(ratio.median)}** (${formatSpread(ratio)})${missed}`
}

function figureRow(name: string, columns: readonly Report[]): string {
  const found = columns.map(({ figures }) => figures.find((figure) => figure.name === name))
  const bounded = found.find((figure) => figure !== undefined)
  return row([name, bounded === undefined ? '' : boundOf(bounded), ...found.map(figureCell)])
}

function figureCell(figure: FigureResult | undefined): string {
  if (figure === undefined) return '–'
  const missed = isWithinBounds(figure) === false ? ', missed' : ''
  const note = figure.note === undefined ? '' : ` (${figure.note})`
  return `**${digits(figure.value)}** ${figure.unit}${note}${missed}`
}

function boundOf({ atMost, atLeast, unit }: FigureResult): string {
  if (atMost !== undefined) return `at most ${digits(atMost)} ${unit}`
  return atLeast === undefined ? '' : `at least ${digits(atLeast)} ${unit}`
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)]
}
