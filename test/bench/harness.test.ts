import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Bench, type Effort } from '../../bench/harness/bench.js'
import { chartOf } from '../../bench/harness/chart.js'
import { Printer } from '../../bench/harness/printer.js'
import { withResults } from '../../bench/harness/results.js'
import type { Report } from '../../bench/harness/report.js'
import { ownRow } from '../../bench/own-row.js'

const readme = readFileSync(new URL('../../bench/README.md', import.meta.url), 'utf8')
const results = readFileSync(new URL('../../bench/RESULTS.md', import.meta.url), 'utf8')
const effort: Effort = { rounds: 2, seconds: 1, leastRounds: 2, warmUpSeconds: 0 }

function silent(): { bench: Bench; printed: string[] } {
  const printed: string[] = []
  return { bench: new Bench(effort, new Printer((text) => void printed.push(text))), printed }
}

function reportOf(bench: Bench, node: string): Report {
  return {
    suite: 'own-row',
    date: '2026-01-31',
    machine: {
      processor: 'AMD EPYC, Zen 9 (family 1 model 2)',
      cores: 2,
      node,
      simd: 'baseline',
      versions: { peer: '1.2.3' },
    },
    comparisons: bench.comparisons,
    figures: bench.figures,
    skipped: bench.skipped,
  }
}

describe("the README's way to add a row", () => {
  it('shows bench/own-row.ts as it is', () => {
    const shown = /<!-- own-row.ts -->\n```ts\n([^]*?)```/.exec(readme)?.[1]
    expect(shown).toBe(readFileSync(new URL('../../bench/own-row.ts', import.meta.url), 'utf8'))
  })

  it('works', async () => {
    const { bench, printed } = silent()
    await ownRow.run(bench)
    const [tapline, mine] = bench.comparisons[0].rows
    expect([tapline.name, mine.name]).toEqual(['tapline', 'mine'])
    expect(tapline.seconds.median).toBeGreaterThan(0)
    expect(mine.ratio?.count).toBe(2)
    expect(printed.join('')).toContain('10,000 x 100, float32')
  })
})

describe('a comparison', () => {
  const ours = { name: 'ours', run: () => [1, 2, 3] }

  it('refuses rows whose results differ, by name', async () => {
    const peers = [{ name: 'wrong', run: () => [1, 2, 4] }]
    const comparing = silent().bench.compare({ work: 'a list', samples: 3, ours, peers })
    await expect(comparing).rejects.toThrow("a list: 'wrong' differs from 'ours'")
  })

  it('refuses NaN', async () => {
    const peers = [{ name: 'wrong', run: () => [1, 2, NaN] }]
    await expect(silent().bench.compare({ work: 'a list', samples: 3, ours, peers })).rejects.toThrow(
      'differs',
    )
  })

  it('counts the faster peer of each round, and reports whether a target was met', async () => {
    const timed = (name: string, seconds: number[]) => ({
      name,
      time: () => Promise.resolve(seconds.push(seconds.shift()!) && seconds.at(-1)!),
    })
    const { bench } = silent()
    const result = await bench.compare({
      work: 'waiting',
      samples: 1,
      ours: timed('ours', [1]),
      peers: [timed('a', [2]), timed('b', [3]), timed('slow', [9])],
      targets: [
        { against: ['a', 'b'], atLeast: 2 },
        { against: ['slow'], atLeast: 10 },
        { against: ['absent'], atLeast: 1 },
      ],
    })
    expect(result.rows.map(({ ratio }) => ratio?.median)).toEqual([undefined, 2, 3, 9])
    expect(result.verdicts.map(({ ratio, met }) => [ratio.median, met])).toEqual([
      [2, true],
      [9, false],
    ])
  })

  it('compares part of the result with a row that computes only that part', async () => {
    const peers = [{ name: 'part', from: 1, run: () => [2, 3] }]
    await expect(silent().bench.compare({ work: 'a list', samples: 3, ours, peers })).resolves.toBeDefined()
  })
})

describe('what is saved', () => {
  it('is put between the markers of RESULTS.md, a column for each processor and version of Node', async () => {
    const { bench } = silent()
    await ownRow.run(bench)
    bench.figure({ name: 'a figure', value: 30, unit: 'ms', atMost: 25 })
    const reports = [reportOf(bench, '20.20.2'), reportOf(bench, '24.1.0')]
    const written = withResults(results, reports, ['own-row'])
    expect(written).toContain(
      '- **Zen 9, Node 20**: AMD EPYC, Zen 9 (family 1 model 2), 2 cores, Node 20.20.2, baseline SIMD, 2026-01-31. With peer 1.2.3.',
    )
    expect(written).toContain('| Zen 9, Node 20 | Zen 9, Node 24 |')
    expect(written).toContain('| a figure | at most 25.0 ms | **30.0** ms, missed | **30.0** ms, missed |')
    expect(withResults(written, reports, ['own-row'])).toBe(written)
    expect(() => withResults('no markers', reports, [])).toThrow('lacks the markers')
  })

  it('is drawn as a chart', async () => {
    const { bench } = silent()
    await ownRow.run(bench)
    const chart = chartOf(reportOf(bench, '20.20.2'))
    expect(chart).toMatch(/^<svg [^]*<rect [^]*<\/svg>\n$/)
    expect(chart).not.toContain('NaN')
  })
})
