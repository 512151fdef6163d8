import { RegExpParser } from '@eslint-community/regexpp'
import { Chars } from 'regexp-ast-analysis'
import { automatonOf, type Automaton, type CharSet, type Passage } from './automaton.ts'

/** A place of the expression that reads one character, and the places that can read the next one. */
type Place = { set: CharSet; next: Link[]; isSafeEnd: boolean }
type Link = { to: number; passages: readonly Passage[] }

/**
 * Says why an expression may take more than linear time on some text; undefined for one that cannot. Two repeats that can read the
 * same text, beside each other or nested, are tried in every split once the rest does not match. The search for a
 * beginning is such a repeat as well, unless the expression is anchored.
 */
export function ambiguityOf(source: string, flags: string): string | undefined {
  const parser = new RegExpParser({ ecmaVersion: 2025 })
  const parsed = parser.parseFlags(flags)
  const mode = { unicode: parsed.unicode, unicodeSets: parsed.unicodeSets }
  const pattern = parser.parsePattern(source, 0, source.length, mode)
  let automaton: Automaton
  try {
    automaton = automatonOf(pattern, parsed)
  } catch (error) {
    return error instanceof Error ? `it has ${error.message}` : String(error)
  }
  const places = placesOf(automaton, parsed.sticky ? undefined : Chars.all(parsed))
  const loops = loopsOf(places)
  for (const [place, loop] of loops.entries()) {
    if (loop === undefined || isSafe(places, loops, loop)) continue
    if (isNested(places, loops, place))
      return 'a repeat inside another repeat can read the same text in several ways'
    const other = loops.findIndex(
      (from, p) => from !== undefined && from !== loop && isShared(places, loops, [p, place]),
    )
    if (other === SEARCH)
      return 'an unbounded repeat can begin at each place of a text that it has read already: anchor it, or look behind it'
    if (other >= 0) return 'two unbounded repeats can read the same text'
  }
  return undefined
}

/** The place that stands for the search of the beginning. */
const SEARCH = 0

function placesOf(automaton: Automaton, any: CharSet | undefined): Place[] {
  const states = automaton.reads.flatMap((read, state) => (read === undefined ? [] : [state]))
  const index = new Map(states.map((state, i) => [state, i + 1]))
  const never = Chars.empty({})
  const search: Place = { set: any ?? never, next: [], isSafeEnd: false }
  const first = linksFrom(automaton, automaton.start, index, any === undefined)
  search.next = [...(any === undefined ? [] : [{ to: SEARCH, passages: [] }]), ...first.links]
  // What only the beginning of the text reaches must be reachable, too.
  const anchored = linksFrom(automaton, automaton.start, index, true).links
  const rest = states.map((state): Place => {
    const read = automaton.reads[state]
    if (read === undefined) throw new Error('a state without a character is no place')
    const { links, ends } = linksFrom(automaton, read.to, index, false)
    const isAll = read.set.isAll
    return {
      set: read.set,
      next: links,
      isSafeEnd: ends.some((end) => end === 'free' || (end === 'last' && isAll)),
    }
  })
  const places = [search, ...rest]
  return withoutUnreachable(places, [...anchored, ...search.next])
}

/** Unreachable places are emptied: they can do no harm. */
function withoutUnreachable(places: Place[], from: readonly Link[]): Place[] {
  const reached = new Set<number>([SEARCH])
  const open = from.map(({ to }) => to)
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (reached.has(place)) continue
    reached.add(place)
    open.push(...(places[place]?.next ?? []).map(({ to }) => to))
  }
  return places.map((place, i) => (reached.has(i) ? place : { ...place, next: [] }))
}

type End = 'free' | 'last' | 'guarded'

/** Each way without a character from a state to a reading one is a link of its own: two ways are two readings. */
function linksFrom(
  { steps, reads, end }: Automaton,
  state: number,
  index: ReadonlyMap<number, number>,
  isStart: boolean,
): { links: Link[]; ends: End[] } {
  const links: Link[] = []
  const ends: End[] = []
  const visit = (at: number, passages: readonly Passage[], kind: End, path: readonly number[]) => {
    if (links.length > MAX_LINKS) return
    if (at === end) ends.push(kind)
    const to = index.get(at)
    if (reads[at] !== undefined && to !== undefined) links.push({ to, passages })
    for (const { to: next, guard } of steps[at] ?? []) {
      if (path.includes(next) || (guard.kind === 'start' && !isStart)) continue
      const isFree = guard.kind === 'none' || guard.kind === 'start'
      const found: End = isFree
        ? kind
        : guard.kind === 'end' && kind === 'free'
          ? 'last'
          : 'guarded'
      const passed = guard.kind === 'passage' ? [...passages, guard.isOpen] : passages
      visit(next, passed, found, [...path, next])
    }
  }
  visit(state, [], 'free', [state])
  return { links, ends }
}

const MAX_LINKS = 20_000

/** For each place the number of its loop; undefined for one that no loop reads. */
function loopsOf(places: readonly Place[]): (number | undefined)[] {
  const reach = places.map((_, place) => {
    const reached = new Set<number>()
    const open = (places[place]?.next ?? []).map(({ to }) => to)
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (reached.has(at)) continue
      reached.add(at)
      for (const { to } of places[at]?.next ?? []) open.push(to)
    }
    return reached
  })
  return places.map((_, place) => {
    if (!reach[place]?.has(place)) return undefined
    return places.findIndex((__, other) => reach[place]?.has(other) && reach[other]?.has(place))
  })
}

/** Whether the expression matches wherever this loop ends, so that it never gives back what it has read. */
const isSafe = (places: readonly Place[], loops: readonly (number | undefined)[], loop: number) =>
  loop !== SEARCH && places.some(({ isSafeEnd }, place) => loops[place] === loop && isSafeEnd)

/** Whether some text leads from the places (p, p, q) to (p, q, q): both loops and the way between read it. */
function isShared(
  places: readonly Place[],
  loops: readonly (number | undefined)[],
  [p, q]: readonly [number, number],
): boolean {
  const limits = [loops[p], undefined, loops[q]]
  return reaches(places, [p, p, q], [p, q, q], (next) =>
    next.every((place, i) => limits[i] === undefined || loops[place] === limits[i]),
  )
}

/** Whether one text leads from a place back to it on two different ways. */
function isNested(
  places: readonly Place[],
  loops: readonly (number | undefined)[],
  place: number,
): boolean {
  const loop = loops[place]
  if (place === SEARCH) return false
  const twice = (places[place]?.next ?? []).filter(
    ({ to }, i, all) => loops[to] === loop && all.findIndex((link) => link.to === to) < i,
  )
  if (twice.length > 0) return true
  const inLoop = (next: readonly number[]): boolean => next.every((each) => loops[each] === loop)
  return pairsFrom(places, place).some(
    (pair) => inLoop(pair) && reaches(places, pair, [place, place], inLoop),
  )
}

/** Pairs of different places that one character leads to. */
function pairsFrom(places: readonly Place[], from: number): [number, number][] {
  const next = [...new Set((places[from]?.next ?? []).map(({ to }) => to))]
  return next.flatMap((one, i) =>
    next
      .slice(i + 1)
      .flatMap((other): [number, number][] => (meet(places, [one, other]) ? [[one, other]] : [])),
  )
}

function meet(places: readonly Place[], members: readonly number[]): CharSet | undefined {
  let common: CharSet | undefined
  for (const member of members) {
    const set = places[member]?.set
    if (set === undefined) return undefined
    common = common === undefined ? set : common.intersect(set)
    if (common.isEmpty) return undefined
  }
  return common
}

/** Whether one text leads several readers from some places to others. */
function reaches(
  places: readonly Place[],
  from: readonly number[],
  to: readonly number[],
  isAllowed: (next: readonly number[]) => boolean,
): boolean {
  const goal = to.join(' ')
  const seen = new Set<string>()
  const open: (readonly number[])[] = [from]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const before = meet(places, at)
    if (before === undefined) continue
    for (const next of stepsOf(places, at, before)) {
      const key = next.join(' ')
      if (key === goal) return true
      if (seen.has(key) || !isAllowed(next)) continue
      seen.add(key)
      open.push(next)
    }
  }
  return false
}

function stepsOf(
  places: readonly Place[],
  at: readonly number[],
  before: CharSet,
): (readonly number[])[] {
  let made: { next: number[]; passages: Passage[] }[] = [{ next: [], passages: [] }]
  for (const member of at) {
    const links = places[member]?.next ?? []
    made = made.flatMap(({ next, passages }) =>
      links.map((link) => ({
        next: [...next, link.to],
        passages: [...passages, ...link.passages],
      })),
    )
  }
  return made.flatMap(({ next, passages }) => {
    const after = meet(places, next)
    const isOpen = after !== undefined && passages.every((open) => open(before, after))
    return isOpen ? [next] : []
  })
}
