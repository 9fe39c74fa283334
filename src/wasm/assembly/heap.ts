// The allocator: best fit among all holes, in steps of 16 bytes, over the whole address space of WebAssembly.
//
// The heap is a run of adjacent blocks, each preceded by a header of 16 bytes:
//   0 the size of the previous block, if that one is free
//    4  the size of this block with its header, a multiple of 16, plus the flags below
//   8 if allocated: the end of the range that may hold old values
// A free block also holds its links. Blocks of the same size form a list, and the first of each list is a node of a tree:
//    8  next of the list    12  previous of the list, 0 in the node itself
//   16  left    20  right    24  parent, 0 in the root
// It is a digital tree: below a node at depth d, bit 31 − d of the size selects left (0) or right (1). So no operation takes more
// than 32 steps. Two neighbouring blocks are never free at the same time.

const HEADER: usize = 16
const LEAST_SIZE: usize = 32
const FREE: usize = 1
const AFTER_FREE: usize = 2
const FLAGS: usize = 15

const PAGE: usize = 65536
/** One page less than the greatest possible, so that every end fits into 32 bits. */
const MOST_PAGES: usize = 65535
const MOST_BYTES: usize = (MOST_PAGES - 1) * PAGE

/** The header after the last block, or 0 before the first allocation. It is never free. */
let end: usize = 0
let root: usize = 0
/** From this address on, only headers of free blocks have been written. */
let untouched: usize = 0

/** Returns the address of `bytes` bytes of unknown contents, a multiple of 16; 0 if there is no room. */
export function allocate(bytes: usize): usize {
  if (bytes > MOST_BYTES) return 0
  if (end == 0) begin()
  const size = max<usize>(LEAST_SIZE, (bytes + HEADER + 15) & ~15)
  let block = bestFit(size)
  if (block == 0) {
    if (!grow(size)) return 0
    block = bestFit(size)
  }
  remove(block)
  divide(block, size)
  const next = block + sizeOf(block)
  // The first bytes held links, which `zero` must clear. If a free block follows, its links are not part of this one.
  store<usize>(block, min(max(untouched, block + LEAST_SIZE), next), 8)
  untouched = max(untouched, next + LEAST_SIZE)
  return block + HEADER
}

/** Clears the memory that `allocate` has just returned. Memory that was never used is already 0 and is not touched. */
export function zero(address: usize): void {
  memory.fill(address, 0, load<usize>(address - HEADER, 8) - address)
}

export function free(address: usize): void {
  let block = address - HEADER
  let size = sizeOf(block)
  const next = block + size
  if (isFree(next)) {
    remove(next)
    size += sizeOf(next)
  }
  if (load<usize>(block, 4) & AFTER_FREE) {
    block -= load<usize>(block)
    remove(block)
    size += sizeOf(block)
  }
  insert(block, size)
}

function begin(): void {
  const start = (__heap_base + 15) & ~15
  end = <usize>memory.size() * PAGE - HEADER
  store<usize>(end, 0, 4)
  untouched = start + LEAST_SIZE
  insert(start, end - start)
}

/** Makes the last block free and at least `size` bytes long. Returns false if the host refuses the memory. */
function grow(size: usize): bool {
  const isAfterFree = (load<usize>(end, 4) & AFTER_FREE) != 0
  const last = isAfterFree ? load<usize>(end) : 0
  const pages = <usize>memory.size()
  const needed = (size - last + PAGE - 1) / PAGE
  if (needed > MOST_PAGES - pages) return false
  // Grows by at least a quarter, because each time all views of the memory in JavaScript are detached.
  const wanted = min(max(needed, pages >> 2), MOST_PAGES - pages)
  if (memory.grow(<i32>wanted) < 0 && (wanted == needed || memory.grow(<i32>needed) < 0)) return false
  const block = end - last
  if (isAfterFree) remove(block)
  memory.fill(end, 0, HEADER)
  end = <usize>memory.size() * PAGE - HEADER
  store<usize>(end, 0, 4)
  insert(block, end - block)
  return true
}

/** Marks a block as allocated, and turns its rest beyond `size` bytes into a free block, if one fits there. */
function divide(block: usize, size: usize): void {
  const whole = sizeOf(block)
  const next = block + whole
  store<usize>(next, load<usize>(next, 4) & ~AFTER_FREE, 4)
  if (whole - size < LEAST_SIZE) {
    store<usize>(block, whole, 4)
    return
  }
  store<usize>(block, size, 4)
  insert(block + size, whole - size)
}

/** Returns the smallest free block of at least `size` bytes, or 0. */
function bestFit(size: usize): usize {
  let best: usize = 0
  let least: usize = usize.MAX_VALUE
  let larger: usize = 0
  let node = root
  for (let bits = size; node != 0; bits <<= 1) {
    const found = sizeOf(node)
    if (found >= size && found < least) {
      best = node
      least = found
    }
    if (found == size) break
    const right = load<usize>(node, 20)
    const isRight = bits >> 31 != 0
    // All blocks below this node are large enough, and smaller than those on the right of earlier nodes.
    if (!isRight && right != 0) larger = right
    node = isRight ? right : load<usize>(node, 16)
  }
  if (least == size) return listed(best)
  for (node = larger; node != 0;) {
    const found = sizeOf(node)
    if (found < least) {
      best = node
      least = found
    }
    const left = load<usize>(node, 16)
    node = left != 0 ? left : load<usize>(node, 20)
  }
  return best == 0 ? 0 : listed(best)
}

/** Returns the block of this size that is cheapest to remove: not the node, if there is another. */
function listed(node: usize): usize {
  const next = load<usize>(node, 8)
  return next != 0 ? next : node
}

/** Makes a free block. Its neighbours are not free. */
function insert(block: usize, size: usize): void {
  const next = block + size
  store<usize>(next, size)
  store<usize>(next, load<usize>(next, 4) | AFTER_FREE, 4)
  store<usize>(block, size | FREE, 4)
  store<usize>(block, 0, 8)
  store<usize>(block, 0, 12)
  store<usize>(block, 0, 16)
  store<usize>(block, 0, 20)
  let parent: usize = 0
  let node = root
  for (let bits = size; node != 0; bits <<= 1) {
    if (sizeOf(node) == size) {
      const second = load<usize>(node, 8)
      store<usize>(block, second, 8)
      store<usize>(block, node, 12)
      store<usize>(node, block, 8)
      if (second != 0) store<usize>(second, block, 12)
      return
    }
    parent = node
    node = load<usize>(node + childOffset(bits), 0)
    if (node == 0) store<usize>(parent + childOffset(bits), block)
  }
  if (parent == 0) root = block
  store<usize>(block, parent, 24)
}

/** Removes a block from its list, and a node from the tree. */
function remove(block: usize): void {
  const next = load<usize>(block, 8)
  const previous = load<usize>(block, 12)
  if (previous != 0) {
    store<usize>(previous, next, 8)
    if (next != 0) store<usize>(next, previous, 12)
    return
  }
  // The next block of the list takes the node's place, or else any leaf below it, because that has all the bits required there.
  let heir = next
  if (heir != 0) store<usize>(heir, 0, 12)
  else heir = detachedLeaf(block)
  replace(block, heir)
  if (heir == 0) return
  adopt(heir, load<usize>(block, 16), 16)
  adopt(heir, load<usize>(block, 20), 20)
}

function detachedLeaf(node: usize): usize {
  let leaf = node
  for (;;) {
    const right = load<usize>(leaf, 20)
    const below = right != 0 ? right : load<usize>(leaf, 16)
    if (below == 0) break
    leaf = below
  }
  if (leaf == node) return 0
  replace(leaf, 0)
  return leaf
}

/** Replaces a node below its parent by another one, or none. */
function replace(node: usize, heir: usize): void {
  const parent = load<usize>(node, 24)
  if (parent == 0) root = heir
  else if (load<usize>(parent, 16) == node) store<usize>(parent, heir, 16)
  else store<usize>(parent, heir, 20)
  if (heir != 0) store<usize>(heir, parent, 24)
}

@inline
function adopt(parent: usize, child: usize, offset: usize): void {
  store<usize>(parent + offset, child)
  if (child != 0) store<usize>(child, parent, 24)
}

@inline
function childOffset(bits: usize): usize {
  return 16 + ((bits >> 31) << 2)
}

@inline
function sizeOf(block: usize): usize {
  return load<usize>(block, 4) & ~FLAGS
}

@inline
function isFree(block: usize): bool {
  return (load<usize>(block, 4) & FREE) != 0
}
