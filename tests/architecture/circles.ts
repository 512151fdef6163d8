import { importsOf, resolveImport } from './imports.ts'
import type { Source } from './sources.ts'

type Graph = ReadonlyMap<string, ReadonlySet<string>>

/** What each module imports of the others, by paths; `withTypes` also what is gone at run time. */
export function importGraph(
  root: string,
  modules: readonly Source[],
  { withTypes }: { withTypes: boolean },
): Graph {
  return new Map(
    modules.map((source) => {
      const targets = importsOf(source).flatMap(({ specifier, typesOnly, guessed }) => {
        if (specifier === undefined || guessed || (typesOnly && !withTypes)) return []
        const target = specifier.startsWith('.') && resolveImport(root, source.path, specifier)
        return target ? [target] : []
      })
      return [source.path, new Set(targets)]
    }),
  )
}

/** Modules that import each other, the largest circle first: strongly connected components by Tarjan, without recursion. */
export function circlesOf(graph: Graph): string[][] {
  const [order, low, open, found] = [
    new Map<string, number>(),
    new Map<string, number>(),
    [] as string[],
    [] as string[][],
  ]
  const isOpen = new Set<string>()
  for (const start of graph.keys()) {
    if (order.has(start)) continue
    const path: { node: string; next: Iterator<string> }[] = []
    const enter = (node: string): void => {
      order.set(node, order.size)
      low.set(node, order.get(node) ?? 0)
      open.push(node)
      isOpen.add(node)
      path.push({ node, next: (graph.get(node) ?? new Set<string>()).values() })
    }
    enter(start)
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const { value, done } = step.next.next()
      if (done) leave(step.node, path)
      else if (!order.has(value)) enter(value)
      else if (isOpen.has(value)) lower(step.node, order.get(value) ?? 0)
    }
  }
  return found.toSorted((one, other) => other.length - one.length)

  function lower(node: string, to: number): void {
    low.set(node, Math.min(low.get(node) ?? 0, to))
  }

  function leave(node: string, path: { node: string }[]): void {
    path.pop()
    const parent = path.at(-1)
    if (parent) lower(parent.node, low.get(node) ?? 0)
    if (low.get(node) !== order.get(node)) return
    const members = open.splice(open.indexOf(node))
    for (const member of members) isOpen.delete(member)
    if (members.length > 1) found.push(members)
  }
}
