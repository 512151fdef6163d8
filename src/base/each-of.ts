/**
 * Works on items as they come, on some at a time. Rejects with the first failure, once no work is
 * under way.
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
 * The rest of what a generator gives, for one of several who take from it: leaving does not end it
 * for the others.
 */
const shared = <Item>(items: AsyncGenerator<Item>): AsyncIterable<Item> => ({
  [Symbol.asyncIterator]: () => ({ next: async () => await items.next() }),
})
