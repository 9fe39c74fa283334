/** Whether a result is empty: it has no elements, or none in any channel. Skins do not emit it. */
export function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isEmpty)
  return typeof value === 'object' && value !== null && 'length' in value && value.length === 0
}
