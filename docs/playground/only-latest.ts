/** Makes work that is wanted again while it goes on be done once more after it, however often it was wanted. */
export function onlyLatest(work: () => Promise<void>): () => Promise<void> {
  let isBusy = false
  let isWanted = false
  return async () => {
    isWanted = true
    if (isBusy) return
    isBusy = true
    try {
      while (isWanted) {
        isWanted = false
        await work()
      }
    } finally {
      isBusy = false
    }
  }
}
