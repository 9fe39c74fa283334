/** Whether a result is empty: it has no elements, or none in any channel or part. Skins do not emit it. */
export function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isEmpty)
  if (typeof value !== 'object' || value === null) return false
  if ('length' in value) return value.length === 0
  const parts = Object.values(value)
  return parts.length > 0 && parts.every(isEmpty)
}
