/** Whether there is nothing in a result: no element, or none in any of its channels. Skins do not hand it on. */
export function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isEmpty)
  return typeof value === 'object' && value !== null && 'length' in value && value.length === 0
}
