import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import type { Page } from '../../page.ts'
import { taskType } from '../../parts/task-type.ts'
import { sayIn } from '../../words.ts'
import { taskWords } from '../../words/tasks.ts'

/** Of each kind. */
const MOST = 10
/** Lists are named by people, and few. */
const MOST_LISTS = 200

const Creator = z.object({
  id: z.string(),
  username: z.string(),
  full_name: z.string().nullable(),
  follower_count: z.int().nullable(),
  avatar_hash: z.string().nullable(),
})
export type Creator = z.output<typeof Creator>
const Creators = z.object({ data: z.array(Creator), has_more: z.boolean() })
const Accounts = z.object({ data: z.array(z.object({ username: z.string() })) })
const Lists = z.object({
  data: z.array(z.object({ id: z.string(), name: z.string(), members: z.int() })),
})
const Task = z.object({
  id: z.int(),
  task_type: z.string(),
  status: z.enum(['pending', 'running', 'done', 'failed', 'cancelled']),
})

const USERNAME = /^@?[a-z0-9._]{1,30}$/i

/** Whose username has the text in it, else whose full name has. */
export async function creatorsIn(page: Page, text: string) {
  const by = USERNAME.test(text) ? 'username' : 'name'
  if (!page.may('creators:read')) return { found: [], hasMore: false, by }
  const find = async (field: 'username' | 'name') => {
    const query = { [field]: text.replace(/^@/, ''), limit: MOST }
    return await page.ask('GET /api/blogs', Creators, { query })
  }
  const named = by === 'username' ? await find('username') : { data: [], has_more: false }
  if (named.data.length > 0 || text.startsWith('@'))
    return { found: named.data, hasMore: named.has_more, by }
  const { data, has_more: hasMore } = await find('name')
  return { found: data, hasMore, by: 'name' as const }
}

export async function accountsIn(page: Page, text: string) {
  if (!page.may('accounts:read')) return []
  const query = { text: text.replace(/^@/, ''), kind: 'pool', limit: MOST }
  return (await page.ask('GET /api/accounts', Accounts, { query })).data
}

export async function listsIn(page: Page, text: string) {
  if (!page.may('lists:read')) return []
  const { data } = await page.ask('GET /api/lists', Lists, { query: { limit: MOST_LISTS } })
  const wanted = text.toLowerCase()
  return data.filter(({ name }) => name.toLowerCase().includes(wanted)).slice(0, MOST)
}

/** The task of this number. */
export async function tasksIn(page: Page, text: string) {
  const id = /^#?(\d{1,15})$/.exec(text)?.[1]
  if (!page.may('tasks:read') || id === undefined || Number(id) === 0) return []
  try {
    const task = await page.ask(`GET /api/tasks/${Number(id)}`, Task)
    const name = `${taskType(page.language, task.task_type)} ${task.id}`
    const note = sayIn(page.language, taskWords)(`is_${task.status}`)
    return [{ href: `/console/tasks/${task.id}`, name, note }]
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 404) return []
    throw error
  }
}
