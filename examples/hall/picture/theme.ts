import { interpolateMagma } from 'd3-scale-chromatic'

/** Colors of the picture: a card of its own, so that it stands on a light page as well as on a dark one. */
export const theme = {
  background: '#15131f',
  border: '#3a3650',
  title: '#f4f1fa',
  text: '#c9c4d8',
  faint: '#8f89a6',
  grid: '#2b2839',
  wave: '#f8a07e',
  mark: '#8be0d4',
  font: "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif",
} as const

/** Levels this far below the loudest are as dark as silence, in dB. */
export const levelRange = 80

/** The color of a level between 0 (`levelRange` below the loudest) and 1 (the loudest): '#rrggbb'. */
export function colorOf(level: number): string {
  return interpolateMagma(level)
}
