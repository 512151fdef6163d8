import type { Background } from '../../../base/background.ts'
import type { Db } from '../../../db/handles.ts'
import type { BlogFilter } from '../blog-search.ts'
import { knownCategories } from '../../categories/index.ts'
import { resolveFilter } from './resolve-filter.ts'
import { countResolved, type BlogCount } from './summary.ts'

/** Words of a search that are looked up as categories: people write two or three. */
const MAX_WORDS = 4

/** A word that is a category, and the words that are still searched for. */
type Way = { word: string; q: string | undefined }

/**
 * The first way to understand the words of a search as a category that has creators: the whole
 * search, else each word of it with the others still searched. Undefined where there is none.
 */
export async function countAsCategory(
  parts: { db: Db; background: Background },
  { q, ...filter }: BlogFilter,
): Promise<(Way & BlogCount) | undefined> {
  const { db } = parts
  const ways = waysOf(q)
  const categories = await knownCategories(
    db,
    ways.map(({ word }) => word),
  )
  for (const way of ways) {
    const category = categories.get(way.word)
    if (category === undefined) continue
    const resolved = await resolveFilter(db, { ...filter, q: way.q })
    const counted = await countResolved(parts, { ...resolved, category: category.id })
    if (counted.count > 0) return { ...way, ...counted }
  }
  return undefined
}

function waysOf(q: string | undefined): Way[] {
  if (q === undefined) return []
  const words = q.split(/\s+/)
  const splits =
    words.length > 1 && words.length <= MAX_WORDS
      ? words.map((word, at) => ({ word, q: words.toSpliced(at, 1).join(' ') }))
      : []
  return [{ word: q, q: undefined }, ...splits]
}
