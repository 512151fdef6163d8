/** Concurrent requests. */
const AT_ONCE = 4

/** Results in the order of the items; rejects with the first error. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const left = items.entries()
  const next = async (): Promise<void> => {
    for (const [place, item] of left) results[place] = await work(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))
  return results
}
