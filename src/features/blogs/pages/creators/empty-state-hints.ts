import { html } from 'hono/html'
import { refusable } from '../../../../console/kit/refusable.ts'
import { addressWith, hasNumbers, queryFor, type Filter } from './filter.ts'
import type { Context } from './kit.ts'

type Way = { isCategory: boolean; word: string; filter: Filter }

/** Words of a search that are looked up as categories: people write two or three. */
const MAX_WORDS = 4

/**
 * Other ways to what was asked for, with how many creators each finds: a searched word that is one
 * of a category ("motherhood" is parenting), and a city that no post names but biographies may.
 * Categories are counted while the page reads its creators; of a search that is refused, nothing
 * is counted.
 */
export async function emptyStateHints(
  page: Context,
  filter: Filter,
  finding: Promise<{ rows: readonly unknown[]; faults: ReadonlyMap<string, unknown> }>,
) {
  if (!hasNumbers(filter)) return []
  const countAll = async (ways: readonly Way[]) =>
    await Promise.all(ways.map(async (way) => await counted(page, way)))
  const [categories, places] = await Promise.all([
    countAll(categoryWays(filter)),
    finding.then(async ({ rows, faults }) => {
      const isEmpty = rows.length === 0 && faults.size === 0
      return await countAll(isEmpty ? placeWays(filter) : [])
    }),
  ])
  const found = [categories.find(({ count }) => count > 0), ...places]
  return found.flatMap((way) => (way !== undefined && way.count > 0 ? [link(page, way)] : []))
}

/** The whole search as a category, else each word of it with the others still searched. */
function categoryWays(filter: Filter): Way[] {
  const { q, category } = filter.values
  if (q === undefined || category !== undefined) return []
  const words = q.split(/\s+/)
  const splits =
    words.length > 1 && words.length <= MAX_WORDS
      ? words.map((word, at) => ({ word, rest: words.toSpliced(at, 1).join(' ') }))
      : []
  return [{ word: q, rest: undefined }, ...splits].map(({ word, rest }) => ({
    isCategory: true,
    word,
    filter: changed(filter, { q: rest, category: word }),
  }))
}

function placeWays(filter: Filter): Way[] {
  const { q, location } = filter.values
  if (location === undefined) return []
  const all = q === undefined ? location : `${q} ${location}`
  return [
    { isCategory: false, word: location, filter: changed(filter, { location: undefined, q: all }) },
  ]
}

const changed = (filter: Filter, change: Record<string, string | undefined>): Filter => ({
  ...filter,
  values: Object.fromEntries(
    Object.entries({ ...filter.values, ...change }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  ),
})

/** Counts the creators of a filter; a word that is no category has none. */
async function counted(page: Context, way: Way): Promise<Way & { count: number }> {
  const query = { ...queryFor(way.filter), sort: undefined, order: undefined }
  const { answer } = await refusable(page.api.call('countBlogs', { query }), [422])
  return { ...way, count: answer?.count ?? 0 }
}

const link = (page: Context, { isCategory, word, filter, count }: Way & { count: number }) =>
  html`<a class="button" href="${addressWith(filter)}" data-morph
    >${page.t(isCategory ? 'asCategory' : 'asWords', { word, n: count })}</a
  >`
