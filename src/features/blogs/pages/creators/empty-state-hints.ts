import { html } from 'hono/html'
import { refusable } from '../../../../console/kit/refusable.ts'
import { addressWith, hasNumbers, queryFor, type Filter } from './filter.ts'
import type { Context } from './kit.ts'

type Way = { isCategory: boolean; word: string; filter: Filter; count: number }

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
  const ways = await Promise.all([
    asCategory(page, filter),
    finding.then(async ({ rows, faults }) => {
      const isEmpty = rows.length === 0 && faults.size === 0
      return isEmpty ? await withoutPlace(page, filter) : undefined
    }),
  ])
  return ways.flatMap((way) => (way !== undefined && way.count > 0 ? [link(page, way)] : []))
}

/** The whole search as a category, else a word of it with the others still searched. */
async function asCategory(page: Context, filter: Filter): Promise<Way | undefined> {
  if (filter.values['q'] === undefined || filter.values['category'] !== undefined) return undefined
  const { answer } = await refusable(
    page.api.call('countBlogsAsCategory', { query: unsorted(filter) }),
    [422],
  )
  if (!answer?.found) return undefined
  const { word, q, count } = answer.found
  const changes = { q: q ?? undefined, category: word }
  return { isCategory: true, word, filter: changed(filter, changes), count }
}

/** The place as words. */
async function withoutPlace(page: Context, filter: Filter): Promise<Way | undefined> {
  const { q, location } = filter.values
  if (location === undefined) return undefined
  const all = q === undefined ? location : `${q} ${location}`
  const way = changed(filter, { location: undefined, q: all })
  const { answer } = await refusable(page.api.call('countBlogs', { query: unsorted(way) }), [422])
  return { isCategory: false, word: location, filter: way, count: answer?.count ?? 0 }
}

const unsorted = (filter: Filter) => ({ ...queryFor(filter), sort: undefined, order: undefined })

const changed = (filter: Filter, change: Record<string, string | undefined>): Filter => ({
  ...filter,
  values: Object.fromEntries(
    Object.entries({ ...filter.values, ...change }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  ),
})

const link = (page: Context, { isCategory, word, filter, count }: Way) =>
  html`<a class="button" href="${addressWith(filter)}" data-morph
    >${page.t(isCategory ? 'asCategory' : 'asWords', { word, n: count })}</a
  >`
