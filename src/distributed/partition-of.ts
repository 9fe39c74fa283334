/**
 * The partition that a series belongs to: the 32-bit FNV-1a hash of its name (Fowler, Noll, Vo, 1991), modulo the number of
 * partitions. The subject mapping `partition(n, token)` of a NATS server computes the same.
 */
export function partitionOf(series: string, partitions: number): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < series.length; i++) hash = Math.imul(hash ^ series.charCodeAt(i), 0x01000193)
  return (hash >>> 0) % partitions
}
