/**
 * Processes items as they come, a few at a time. Rejects with the first failure, once no work is
 * running.
 */
export async function eachOf<Item>(
  items: AsyncGenerator<Item>,
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = []
  const workers = Array.from({ length: atOnce }, async () => {
    try {
      for await (const item of shared(items)) {
        if (failures.length > 0) break
        await work(item)
      }
    } catch (thrown) {
      failures.push(thrown)
    }
  })
  await Promise.all(workers)
  await items.return(undefined)
  if (failures.length > 0) throw failures[0]
}

/**
 * Iterates the rest of a generator that several consumers share: one that stops does not end it for
 * others.
 */
const shared = <Item>(items: AsyncGenerator<Item>): AsyncIterable<Item> => ({
  [Symbol.asyncIterator]: () => ({ next: async () => await items.next() }),
})
