import { readdirSync, readFileSync } from 'node:fs'
import { root } from '../.vitepress/paths.js'

/** How many times as long another library takes: the median and the quartiles. */
export interface Ratio {
  readonly median: number
  readonly low: number
  readonly high: number
}

export interface Measurement {
  readonly work: string
  readonly against: string
  readonly ratio: Ratio
}

/** The results of one version of Node on one machine, by suite. */
export interface Host {
  readonly name: string
  readonly processor: string
  readonly date: string
  readonly versions: string
  readonly suites: readonly { readonly name: string; readonly measurements: readonly Measurement[] }[]
}

/** The part of a report of `bench/harness` that the charts show. */
interface Report {
  readonly suite: string
  readonly date: string
  readonly machine: {
    readonly processor: string
    readonly cores: number
    readonly node: string
    readonly simd: string
    readonly versions: Readonly<Record<string, string>>
  }
  readonly comparisons: readonly {
    readonly work: string
    readonly rows: readonly { readonly name: string; readonly ratio?: Ratio }[]
  }[]
}

declare const data: Host[]
export { data }

export default {
  watch: ['../../bench/results-*.json'],
  load: (): Host[] => {
    const files = readdirSync(`${root}bench`).filter((name) => /^results-.*\.json$/.test(name))
    const hosts = files.flatMap((name) =>
      hostsOf(JSON.parse(readFileSync(`${root}bench/${name}`, 'utf8')) as Report[]),
    )
    // The one with the most suites is shown first: other pages link to these.
    return hosts.sort((a, b) => b.suites.length - a.suites.length)
  },
}

function hostsOf(reports: readonly Report[]): Host[] {
  const nameOf = ({ machine }: Report): string =>
    `${machine.processor.replace(/ \(.*\)/, '')}, Node ${machine.node}`
  return [...new Set(reports.map(nameOf))].map((name) => {
    const own = reports.filter((report) => nameOf(report) === name)
    const versions = Object.entries(
      Object.assign({}, ...own.map(({ machine }) => machine.versions)) as Record<string, string>,
    )
    return {
      name,
      processor: `${own[0].machine.processor}, ${own[0].machine.cores} cores, ${own[0].machine.simd} SIMD`,
      date: own.map(({ date }) => date).sort()[0],
      versions: versions.map(([peer, version]) => `${peer} ${version}`).join(', '),
      suites: own.map(suiteOf).filter(({ measurements }) => measurements.length > 0),
    }
  })
}

function suiteOf({ suite, comparisons }: Report): Host['suites'][number] {
  const measurements = comparisons.flatMap(({ work, rows }) =>
    rows.flatMap(({ name, ratio }) => {
      // Rows that compare Tapline with itself are only for its developers.
      if (ratio === undefined || /tapline|Convolver/.test(name.replace('ConvolverNode', ''))) return []
      const { median, low, high } = ratio
      return [{ work, against: name, ratio: { median, low, high } }]
    }),
  )
  return { name: suite, measurements }
}
