import { faultText } from '../../../../console/words/faults.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import type { Glances } from './columns.ts'
import type { Faults } from './filter-form.ts'
import { isNarrowed, queryFor, type Filter } from './filter.ts'
import type { FilterRead } from './reading.ts'
import type { Context, Count, Creator } from './kit.ts'

const ROWS = 50

/** The creators of a page, or the faults of a filter that is refused. */
export type Found = {
  rows: readonly Creator[]
  next: string | null
  count: Count
  /** Creators not read yet; counted where nothing narrows the list. */
  unread: Count
  glances: Glances
  faults: Faults
}

const NO_COUNT: Count = { count: 0, capped: false }

/**
 * Creators not read yet have nothing to choose by: they come after those that were, although they
 * are the newest of all after an import.
 */
const defaultSort = ({ values }: Filter) =>
  values['q'] === undefined ? ('scraped_at' as const) : undefined

/** Finds the creators of a page, and what rows show beside their numbers. */
export async function findCreators(page: Context, { filter, reading }: FilterRead): Promise<Found> {
  if (reading?.conditions.length === 0 && !isNarrowed(filter)) return NONE
  const query = queryFor(filter)
  const sort = query.sort ?? defaultSort(filter)
  const calls = Promise.all([
    page.api.call('listBlogs', { query: { ...query, sort, cursor: filter.cursor, limit: ROWS } }),
    page.api.call('countBlogs', { query: { ...query, sort: undefined } }),
    isNarrowed(filter) ? NO_COUNT : page.api.call('countBlogs', { query: { status: 'pending' } }),
  ])
  const { answer, refusal } = await refusable(calls, [422])
  if (refusal) {
    // A cursor of another sort has nothing to do with what people typed.
    const faults = (refusal.problem.errors ?? []).filter(({ field }) => field !== 'cursor')
    if (faults.length === 0) throw refusal
    const byField = faults.map((fault) => [fault.field, faultOf(page, fault)] as const)
    return { ...NONE, faults: new Map(byField) }
  }
  const [{ data, next_cursor: next }, count, unread] = answer
  const glances = await glancesAt(page, filter, data)
  return { rows: data, next, count, unread, glances, faults: new Map() }
}

const NONE: Found = {
  rows: [],
  next: null,
  count: NO_COUNT,
  unread: NO_COUNT,
  glances: new Map(),
  faults: new Map(),
}

/** Returns the error of one field of the filter, in words of the page. */
function faultOf({ t, language }: Context, fault: Parameters<typeof faultText>[1]): string {
  const { field } = fault
  if (field === 'category') return t('noSuchCategory')
  if (field === 'list') return t('noSuchList')
  if (/^m(in|ax)_/.test(field)) return t('notANumber')
  return faultText(language, fault)
}

const TABLE_POSTS = 3
const GALLERY_POSTS = 6

/** Reads what rows show beside the numbers of their creators, for all rows together. */
async function glancesAt(
  { api }: Context,
  { isGallery }: Filter,
  rows: readonly Creator[],
): Promise<Glances> {
  if (rows.length === 0) return new Map()
  const ids = rows.map(({ id }) => id).join(',')
  const posts = String(isGallery ? GALLERY_POSTS : TABLE_POSTS)
  const previews = await api.call('listBlogPreviews', { query: { ids, posts } })
  return new Map(previews.data.map((preview) => [preview.id, preview]))
}
