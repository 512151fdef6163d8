import type { Tx } from '../../../db/handles.ts'
import type { Events } from '../../services.ts'
import { insertNews, lastChanges, type NewNews } from '../store/news.ts'
import { readCreator, readPosts, readReadings } from '../store/facts.ts'
import { watchesOfCreator, type WatchOfCreator } from '../store/watches.ts'
import { growthNews } from './growth.ts'
import { brandNews, peakNews } from './posts.ts'
import { statusNews } from './status.ts'

/**
 * Finds what a reading has brought for the watched lists of a creator, in the transaction that
 * stores it. What a creator costs does not depend on the size of the lists: a few rows of its own,
 * by their indexes.
 */
export async function detectNews(
  tx: Tx,
  { blogId, before }: Events['creator.read'],
): Promise<void> {
  const watches = await watchesOfCreator(tx, blogId)
  if (watches.length === 0) return
  const creator = await readCreator(tx, blogId)
  if (!creator) return
  const isFirst = before.scraped_at === null
  const status = watches.flatMap(({ list_id, rules }) =>
    isFirst ? [] : statusNews(rules, before, creator).map((news) => ({ list_id, ...news })),
  )
  const isVisible = !['private', 'restricted', 'deleted'].includes(creator.scrape_status)
  const others = isVisible ? await fromReadings(tx, blogId, watches) : []
  await insertNews(tx, blogId, [...status, ...others])
}

async function fromReadings(
  tx: Tx,
  blogId: string,
  watches: readonly WatchOfCreator[],
): Promise<NewNews[]> {
  const asksGrowth = watches.some(({ rules }) => rules.growth_share !== null)
  const asksPosts = watches.some(
    ({ rules }) => rules.far_above_times !== null || rules.brands.length > 0,
  )
  const readings = asksGrowth ? await readReadings(tx, blogId) : []
  const last = readings.length > 1 ? await lastChanges(tx, blogId) : new Map<string, never>()
  const { posts, now } = asksPosts ? await readPosts(tx, blogId) : { posts: [], now: new Date(0) }
  return watches.flatMap(({ list_id, rules, watched_since: since }): NewNews[] => {
    const growth = growthNews(rules, readings, last.get(list_id))
    const fresh = { since, now }
    return [
      ...(growth ? [growth] : []),
      ...peakNews(rules, posts, fresh),
      ...brandNews(rules, posts, fresh),
    ].map((news) => ({ list_id, ...news }))
  })
}
