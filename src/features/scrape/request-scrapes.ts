import { fullScrape } from './tasks/full-scrape.ts'
import type { Tx } from '../../db/handles.ts'
import { parseCreatorAddress } from '../../creators/address.ts'
import { z } from '../../http/router.ts'
import type { Services } from '../services.ts'
import { ensureBlogs } from './store/blogs/new-blogs.ts'

/** The result for one name of a request. */
export const ScrapeAnswer = z.discriminatedUnion('result', [
  z.object({
    username: z.string(),
    result: z.enum(['created', 'already_open']),
    task_id: z.int(),
    blog_id: z.uuid(),
  }),
  z.object({ username: z.string(), result: z.literal('invalid'), reason: z.string() }),
  z.object({ username: z.string(), result: z.literal('erased') }).openapi({
    description: 'This creator was erased and must not come back; see /api/erasures',
  }),
])
export type ScrapeAnswer = z.output<typeof ScrapeAnswer>

/**
 * Enqueues a full scrape of every valid name, in a few statements whatever their number; answers in
 * the order of the request. Names that mean the same creator share one task.
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
  const tasks = await queue.enqueueMany(
    tx,
    fullScrape,
    [...blogIds.values()].map((blogId) => ({ blog_id: blogId })),
    { priority },
  )
  const taskOf = new Map([...blogIds.keys()].map((username, place) => [username, tasks[place]]))
  const answered = new Set<string>()
  return parsed.map((each): ScrapeAnswer => {
    if (!('username' in each))
      return { username: each.text, result: 'invalid', reason: each.reason }
    if (erased.has(each.username)) return { username: each.text, result: 'erased' }
    const { username } = each
    const [task, blog_id] = [taskOf.get(username), blogIds.get(username)]
    if (!task || blog_id === undefined) throw new Error('a valid username got no task')
    const result = task.created && !answered.has(username) ? 'created' : 'already_open'
    answered.add(username)
    return { username, result, task_id: task.id, blog_id }
  })
}
