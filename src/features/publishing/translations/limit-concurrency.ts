/** Runs a function for every item, for a few at once; the answers are in the order of the items. */
export async function limitConcurrency<Item, Value>(
  items: readonly Item[],
  atOnce: number,
  run: (item: Item) => Promise<Value>,
): Promise<Value[]> {
  const values = new Map<number, Value>()
  const left = items.entries()
  const work = async (): Promise<void> => {
    for (const [place, item] of left) values.set(place, await run(item))
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work))
  return items.flatMap((_, place) => {
    const value = values.get(place)
    return value === undefined ? [] : [value]
  })
}
