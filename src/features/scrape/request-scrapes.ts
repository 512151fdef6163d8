import { fullScrape } from './full-scrape.ts'
import type { Tx } from '../../db/database.ts'
import { parseCreatorAddress } from '../../creators/address.ts'
import type { Services } from '../manifest.ts'
import { ensureBlogs } from './new-blogs.ts'

type Accepted = {
  username: string
  result: 'created' | 'already_open'
  task_id: number
  blog_id: string
}
export type ScrapeAnswer =
  | Accepted
  | { username: string; result: 'invalid'; reason: string }
  /** Was erased, and must not come back. */
  | { username: string; result: 'erased' }

/**
 * Enqueues a full scrape of every valid name, in a few statements whatever their number; answers in the order of the
 * request. Names that mean the same creator share one task.
 */
export async function requestScrapes(
  tx: Tx,
  { queue, erasures }: Pick<Services, 'queue' | 'erasures'>,
  usernames: readonly string[],
  priority: number,
): Promise<ScrapeAnswer[]> {
  const parsed = usernames.map((text) => ({ text, ...parseCreatorAddress(text) }))
  const names = [...new Set(parsed.flatMap((each) => ('username' in each ? [each.username] : [])))]
  const erased = (await erasures.erasedAmong(tx, { platformIds: [], usernames: names })).usernames
  const valid = names.filter((username) => !erased.has(username))
  const blogIds = await ensureBlogs(tx, valid, 'manual')
  const known = valid.flatMap((username) => {
    const blogId = blogIds.get(username)
    return blogId === undefined ? [] : [{ username, blogId }]
  })
  const tasks = await queue.enqueueMany(
    tx,
    fullScrape,
    known.map(({ blogId }) => ({ blog_id: blogId })),
    { priority },
  )
  const answers = new Map<string, Accepted>()
  for (const [place, { username, blogId }] of known.entries()) {
    const task = tasks[place]
    if (!task) continue
    const result = task.created ? 'created' : 'already_open'
    answers.set(username, { username, result, task_id: task.id, blog_id: blogId })
  }
  const answered = new Set<string>()
  return parsed.map((each): ScrapeAnswer => {
    if (!('username' in each))
      return { username: each.text, result: 'invalid', reason: each.reason }
    if (erased.has(each.username)) return { username: each.text, result: 'erased' }
    const answer = answers.get(each.username)
    if (!answer) throw new Error('a valid username got no task')
    const isRepeated = answered.has(each.username)
    answered.add(each.username)
    return isRepeated ? { ...answer, result: 'already_open' } : answer
  })
}
