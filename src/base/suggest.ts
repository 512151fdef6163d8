/**
 * Returns the names that `given` may mean, nearest first: those that begin with it, and those
 * within a few typing errors. Ignores case. Empty when none is near.
 */
export function suggestNames(input: string, names: Iterable<string>, most = 3): string[] {
  if (input.length > LONGEST_NAME) return []
  const wanted = input.toLowerCase()
  const allowed = Math.max(1, Math.floor(wanted.length / 3))
  return [...names]
    .map((name) => ({ name, distance: distanceTo(wanted, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, most)
    .map(({ name }) => name)
}

/** The comparison takes the product of both lengths, and no name is longer. */
const LONGEST_NAME = 100

/** `'a'`, `'a' or 'b'`, `'a', 'b' or 'c'`. */
const eitherOf = (names: readonly string[]): string =>
  new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(names.map((name) => `'${name}'`))

/** `; did you mean 'a' or 'b'?`, or '' when no name is near. */
export function didYouMean(input: string, names: Iterable<string>): string {
  const near = suggestNames(input, names)
  return near.length === 0 ? '' : `; did you mean ${eitherOf(near)}?`
}

/** Half an error for a longer name that begins with it; otherwise the edit distance. */
function distanceTo(wanted: string, name: string): number {
  if (wanted.length >= 2 && name !== wanted && name.startsWith(wanted)) return 0.5
  return editsBetween(wanted, name)
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours that turn one text into the other
 * (optimal string alignment; Boytsov, Indexing methods for approximate dictionary searching, 2011,
 * section 2.3).
 */
function editsBetween(from: string, to: string): number {
  const [a, b] = [Array.from(from), Array.from(to)]
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [row, letter] of a.entries()) {
    const current = [row + 1]
    for (const [column, other] of b.entries()) {
      const cost = letter === other ? 0 : 1
      const isSwap = row > 0 && column > 0 && letter === b[column - 1] && a[row - 1] === other
      current.push(
        Math.min(
          at(last, column + 1) + 1,
          at(current, column) + 1,
          at(last, column) + cost,
          isSwap ? at(beforeLast, column - 1) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    ;[beforeLast, last] = [last, current]
  }
  return at(last, b.length)
}

const at = (row: readonly number[], column: number): number => row[column] ?? 0
