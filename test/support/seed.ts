/**
 * The seed of the property tests: a new one each run, shown in their titles and in fast-check's report of a failure. To repeat a
 * run, pass it: TAPLINE_SEED=123 npx vitest run test/stream/chunk-invariance.test.ts
 */
export const SEED = seedFrom(process.env['TAPLINE_SEED'])

function seedFrom(text: string | undefined): number {
  if (text === undefined || text === '') return Math.floor(Math.random() * 2 ** 31)
  const seed = Number(text)
  if (!Number.isSafeInteger(seed)) throw new RangeError(`TAPLINE_SEED is ${text}: give a whole number`)
  return seed
}
