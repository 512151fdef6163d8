import { refusable } from '../../../../console/kit/refusable.ts'
import { taskType } from '../../../../console/parts/task-type.ts'
import type { Context } from './kit.ts'

/** The maximum of results of each kind. */
const MOST = 10
/** Lists are named by people, and few. */
const MAX_LISTS = 200

const USERNAME = /^@?[a-z0-9._]{1,30}$/i

/** Finds the creators whose username contains the text, or else those whose full name does. */
export async function creatorsIn(page: Context, text: string) {
  const by = USERNAME.test(text) ? 'username' : 'name'
  if (!page.may('creators:read')) return { found: [], hasMore: false, by }
  const find = async (field: 'username' | 'name') => {
    const query = { [field]: text.replace(/^@/, ''), limit: MOST }
    return await page.api.call('listBlogs', { query })
  }
  const named = by === 'username' ? await find('username') : { data: [], has_more: false }
  if (named.data.length > 0 || text.startsWith('@'))
    return { found: named.data, hasMore: named.has_more, by }
  const { data, has_more: hasMore } = await find('name')
  return { found: data, hasMore, by: 'name' as const }
}

export async function accountsIn(page: Context, text: string) {
  if (!page.may('accounts:read')) return []
  const query = { text: text.replace(/^@/, ''), kind: 'pool' as const, limit: MOST }
  return (await page.api.call('listAccounts', { query })).data
}

export async function listsIn(page: Context, text: string) {
  if (!page.may('lists:read')) return []
  const { data } = await page.api.call('listLists', { query: { limit: MAX_LISTS } })
  const wanted = text.toLowerCase()
  return data.filter(({ name }) => name.toLowerCase().includes(wanted)).slice(0, MOST)
}

/** The task of this number. */
export async function tasksIn(page: Context, text: string) {
  const id = /^#?(\d{1,15})$/.exec(text)?.[1]
  if (!page.may('tasks:read') || id === undefined || Number(id) === 0) return []
  const call = page.api.call('getTask', { params: { id: String(Number(id)) } })
  const { answer: task, refusal } = await refusable(call, [404])
  if (refusal) return []
  const name = `${taskType(page.language, task.task_type)} ${task.id}`
  return [{ href: `/console/tasks/${task.id}`, name, note: page.t(`task.is_${task.status}`) }]
}
