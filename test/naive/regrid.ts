// Definitions of resampling readings with uneven times onto a grid, as plain loops. It imports nothing of the package.

interface NaiveReading {
  readonly value: number
  readonly time: number
}

interface NaiveGrid {
  readonly step: number
  readonly start?: number
  readonly method?: 'linear' | 'sinc'
  readonly maxGap?: number
  readonly maxDisorder?: number
}

/** The accepted readings, in order of time: neither too late nor duplicates. */
export function naiveOrder(readings: readonly NaiveReading[], maxDisorder: number): NaiveReading[] {
  const taken: NaiveReading[] = []
  for (const reading of readings) {
    const newest = Math.max(...taken.map(({ time }) => time))
    const used = taken.filter(({ time }) => time <= newest - maxDisorder)
    if (used.some(({ time }) => time >= reading.time) || taken.some(({ time }) => time === reading.time))
      continue
    taken.push(reading)
  }
  return taken.sort((a, b) => a.time - b.time)
}

/** The values of all points up to the last reading. */
export function naiveRegrid(
  given: readonly NaiveReading[],
  { step, start, method = 'linear', maxGap = Infinity, maxDisorder = 0 }: NaiveGrid,
): number[] {
  const readings = naiveOrder(given, maxDisorder)
  if (readings.length === 0) return []
  const values: number[] = []
  const first = start ?? readings[0].time
  const near = 1e-6 * step
  for (let k = 0; ; k++) {
    const time = first + k * step
    if (time > readings[readings.length - 1].time + near) return values
    const same = readings.find((reading) => Math.abs(reading.time - time) <= near)
    const before = readings.filter((reading) => reading.time < time)
    const after = readings.filter((reading) => reading.time > time)
    if (same !== undefined) values.push(same.value)
    else if (before.length === 0 || after[0].time - before[before.length - 1].time > maxGap) values.push(NaN)
    else {
      const reach = method === 'linear' ? 1 : 8
      const left = connected(before.reverse(), maxGap).slice(0, reach)
      const right = connected(after, maxGap).slice(0, reach)
      const value = (method === 'linear' ? onLine : onCurve)(time, [...left.reverse(), ...right])
      values.push(value)
    }
    if (!Number.isFinite(values[k])) values[k] = NaN
  }
}

/** The readings from the first one up to the first gap. */
function connected(readings: readonly NaiveReading[], maxGap: number): NaiveReading[] {
  const gap = readings.findIndex(
    (reading, i) => i > 0 && Math.abs(reading.time - readings[i - 1].time) > maxGap,
  )
  return readings.slice(0, gap < 0 ? readings.length : gap)
}

function onLine(time: number, [a, b]: readonly NaiveReading[]): number {
  return a.value * ((b.time - time) / (b.time - a.time)) + b.value * ((time - a.time) / (b.time - a.time))
}

/**
 * The weights w with Σⱼ (sinc(0.8·(tᵢ − tⱼ)) + 10⁻⁴·δᵢⱼ)·wⱼ − μ = sinc(0.8·(t − tᵢ)) and Σⱼ wⱼ = 1, by Gauss-Jordan elimination:
 * one row per reading, and one for the sum.
 */
function onCurve(time: number, readings: readonly NaiveReading[]): number {
  const count = readings.length
  const unit = (readings[count - 1].time - readings[0].time) / (count - 1)
  const likeness = (a: number, b: number): number => sinc((0.8 * (a - b)) / unit)
  const rows = readings.map((row, i) => [
    ...readings.map((column, j) => likeness(row.time, column.time) + (i === j ? 1e-4 : 0)),
    -1,
    likeness(time, row.time),
  ])
  rows.push([...readings.map(() => 1), 0, 1])
  for (let i = 0; i <= count; i++) {
    const pivot = rows[i][i]
    rows[i] = rows[i].map((x) => x / pivot)
    for (let k = 0; k <= count; k++) {
      if (k === i) continue
      const factor = rows[k][i]
      rows[k] = rows[k].map((x, j) => x - factor * rows[i][j])
    }
  }
  return readings.reduce((sum, { value }, i) => sum + rows[i][count + 1] * value, 0)
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}
