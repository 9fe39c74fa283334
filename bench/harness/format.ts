import type { Spread } from './statistics.js'

export function formatSeconds(seconds: number): string {
  if (seconds >= 1) return `${digits(seconds)} s`
  if (seconds >= 1e-3) return `${digits(seconds * 1e3)} ms`
  return seconds >= 1e-6 ? `${digits(seconds * 1e6)} µs` : `${digits(seconds * 1e9)} ns`
}

export function formatRatio(ratio: number): string {
  return `${ratio < 9.995 ? ratio.toFixed(2) : digits(ratio)}x`
}

export function formatSpread({ low, high }: Spread): string {
  return `${formatRatio(low).slice(0, -1)} – ${formatRatio(high).slice(0, -1)}`
}

/** Three significant digits. */
export function digits(value: number): string {
  if (value === 0) return '0'
  if (Math.abs(value) >= 100) return grouped(Math.round(value))
  return value.toPrecision(3)
}

/** 1048576 -> 1,048,576 */
export function grouped(value: number): string {
  return value.toLocaleString('en-US')
}
