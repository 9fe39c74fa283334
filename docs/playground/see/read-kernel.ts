/** A kernel from text: a row on each line, its numbers separated by blanks or commas. */
export function readKernel(text: string): { data: number[]; width: number; height: number } {
  const rows = text
    .trim()
    .split('\n')
    .map((line) =>
      line
        .trim()
        .split(/[\s,;]+/)
        .map(Number),
    )
  const [height, width] = [rows.length, rows[0].length]
  if (rows.some((row) => row.length !== width))
    throw new Error('Every row must have as many numbers as the first.')
  if (rows.flat().some((tap) => !Number.isFinite(tap)))
    throw new Error('A kernel must hold only numbers, separated by blanks or commas.')
  if (width > 31 || height > 31) throw new Error('A kernel may have at most 31 x 31 numbers here.')
  return { data: rows.flat(), width, height }
}

/** The text of a kernel, with at most four decimals. */
export function kernelText({ data, width }: { data: ArrayLike<number>; width: number }): string {
  const shown = Array.from(data, (tap) => String(Number(tap.toFixed(4))))
  const longest = Math.max(...shown.map(({ length }) => length))
  return Array.from({ length: shown.length / width }, (_, row) =>
    shown
      .slice(row * width, (row + 1) * width)
      .map((tap) => tap.padStart(longest))
      .join(' '),
  ).join('\n')
}
