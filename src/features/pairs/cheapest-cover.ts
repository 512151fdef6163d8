/** A question that two lists can answer: `left` and `right` as wholes, or either of them by a search that costs `cost`. */
export type CoverEdge = { left: string; right: string; cost: number }

/** What each list costs as a whole; one that is missing cannot be read. */
export type CoverCosts = ReadonlyMap<string, number>

type Arc = { to: number; left: number; back: number }

/**
 * The lists to read as wholes so that the sum of their costs and of the searches for all other questions is the least
 * there is. It is a least cut between lefts and rights (max-flow min-cut, by Dinic's algorithm), so exact.
 */
export function cheapestCover(edges: readonly CoverEdge[], costs: CoverCosts): Set<string> {
  const worthy = worthwhile(edges, costs)
  const some = edges.filter(({ left, right }) => worthy.has(left) || worthy.has(right))
  if (some.length === 0) return new Set()
  const lefts = [...new Set(some.map(({ left }) => left))]
  const rights = [...new Set(some.map(({ right }) => right))]
  const nodes = new Map([...lefts, ...rights].map((list, index) => [list, index + 2]))
  const graph: Arc[][] = Array.from({ length: nodes.size + 2 }, () => [])
  const nodeOf = (list: string): number => nodes.get(list) ?? 0
  const costOf = (list: string): number =>
    worthy.has(list) ? (costs.get(list) ?? Infinity) : Infinity
  for (const left of lefts) connect(graph, SOURCE, nodeOf(left), costOf(left))
  for (const right of rights) connect(graph, nodeOf(right), SINK, costOf(right))
  for (const { left, right, cost } of some) connect(graph, nodeOf(left), nodeOf(right), cost)
  const levels = saturate(graph)
  const isReached = (list: string): boolean => (levels[nodeOf(list)] ?? -1) >= 0
  return new Set([
    ...lefts.filter((list) => worthy.has(list) && !isReached(list)),
    ...rights.filter((list) => worthy.has(list) && isReached(list)),
  ])
}

const SOURCE = 0
const SINK = 1

/** Lists that cost less than the searches in them: no other one is ever worth its cost. */
function worthwhile(edges: readonly CoverEdge[], costs: CoverCosts): Set<string> {
  const searches = new Map<string, number>()
  for (const { left, right, cost } of edges)
    for (const list of [left, right]) searches.set(list, (searches.get(list) ?? 0) + cost)
  return new Set(
    [...searches]
      .filter(([list, sum]) => (costs.get(list) ?? Infinity) < sum)
      .map(([list]) => list),
  )
}

function connect(graph: Arc[][], from: number, to: number, capacity: number): void {
  const [there, back] = [graph[from], graph[to]]
  if (!there || !back) return
  there.push({ to, left: capacity, back: back.length })
  back.push({ to: from, left: 0, back: there.length - 1 })
}

/** Fills the graph with flow; gives the distances from the source in what is left, -1 for what it does not reach. */
function saturate(graph: Arc[][]): number[] {
  for (;;) {
    const levels = levelsOf(graph)
    if ((levels[SINK] ?? -1) < 0) return levels
    const next = graph.map(() => 0)
    while (push(graph, { levels, next }, SOURCE, Infinity) > 0);
  }
}

function levelsOf(graph: Arc[][]): number[] {
  const levels = graph.map(() => -1)
  levels[SOURCE] = 0
  const queue = [SOURCE]
  for (const node of queue) {
    for (const { to, left } of graph[node] ?? []) {
      if (left <= 0 || levels[to] !== -1) continue
      levels[to] = (levels[node] ?? 0) + 1
      queue.push(to)
    }
  }
  return levels
}

/** Pushes flow along one shortest path; 0 when there is none left. */
function push(
  graph: Arc[][],
  search: { levels: number[]; next: number[] },
  node: number,
  most: number,
): number {
  if (node === SINK) return most
  const { levels, next } = search
  const arcs = graph[node] ?? []
  for (let at = next[node] ?? 0; at < arcs.length; at += 1) {
    next[node] = at
    const arc = arcs[at]
    if (!arc || arc.left <= 0 || levels[arc.to] !== (levels[node] ?? 0) + 1) continue
    const pushed = push(graph, search, arc.to, Math.min(most, arc.left))
    if (pushed <= 0) continue
    arc.left -= pushed
    const back = graph[arc.to]?.[arc.back]
    if (back) back.left += pushed
    return pushed
  }
  next[node] = arcs.length
  return 0
}
