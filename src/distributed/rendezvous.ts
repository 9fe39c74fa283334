/**
 * The worker to which a partition belongs: the one whose hash with it is the greatest (rendezvous hashing: Thaler and Ravishankar,
 * 1998). When a worker comes or goes, only its own partitions move. Undefined if there are no workers.
 */
export function ownerOf(partition: number, workers: Iterable<string>): string | undefined {
  let owner: string | undefined
  let greatest = -1
  for (const worker of workers) {
    const weight = hash(`${worker}/${partition}`)
    if (weight > greatest || (weight === greatest && owner !== undefined && worker < owner)) {
      owner = worker
      greatest = weight
    }
  }
  return owner
}

/** FNV-1a with the final mix of MurmurHash3 (Appleby, 2011): hashes of names that differ in one digit differ in all bits. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
