/** How often gramd was killed, by what it did. */
export type KillTable = {
  count(way: string, at: string): void
  total(): number
  /** One line for each moment, with sums. */
  text(): string
}

export function createKillTable(): KillTable {
  const ways = new Map<string, Map<string, number>>()
  const sum = (counts: Iterable<number>): number => [...counts].reduce((one, more) => one + more, 0)
  return {
    count(way, at) {
      const counts = ways.get(way) ?? new Map<string, number>()
      ways.set(way, counts.set(at, (counts.get(at) ?? 0) + 1))
    },
    total: () => sum([...ways.values()].flatMap((counts) => [...counts.values()])),
    text() {
      const lines = [...ways].flatMap(([way, counts]) => [
        `${way}: ${sum(counts.values())} kills`,
        ...[...counts].map(([at, count]) => `  ${count} × ${at}`),
      ])
      const all = sum([...ways.values()].flatMap((counts) => [...counts.values()]))
      return ['kills:', ...lines, `all: ${all} kills`].join('\n')
    },
  }
}
