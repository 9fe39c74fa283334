/** Whether a result is empty: it has no elements, or none in any channel or part. Skins do not emit it. */
export function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isEmpty)
  if (typeof value !== 'object' || value === null) return false
  if ('re' in value && 'im' in value) return isEmpty(value.re) && isEmpty(value.im)
  return 'length' in value && value.length === 0
}
