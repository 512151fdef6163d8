import { refusable } from '../../../../console/kit/refusable.ts'
import { taskType } from '../../../../console/parts/task-type.ts'
import type { Context } from './kit.ts'

/** The maximum of results of each kind. */
const MOST = 10
/** Lists are named by people, and few. */
const MAX_LISTS = 200

const USERNAME = /^@?[a-z0-9._]{1,30}$/i

/** A name has no spaces, and signs that questions have not. */
const isName = (text: string): boolean => /[._@#]/.test(text) && !/\s/.test(text)

/**
 * How the text reads as a question of creators, with how many fit; undefined where it is none, or
 * where no creator fits.
 */
export async function questionIn(page: Context, text: string) {
  if (!page.may('creators:read') || isName(text)) return undefined
  const { conditions, filter } = await page.api.call('readBlogQuestion', { query: { q: text } })
  if (conditions.every(({ parameter }) => parameter === 'q')) return undefined
  const { answer } = await refusable(page.api.call('countBlogs', { query: filter }), [422])
  return answer === undefined || answer.count === 0 ? undefined : { filter, ...answer }
}

/** The first creators who fit a question. */
export const creatorsOf = async (page: Context, filter: Record<string, string>) =>
  (await page.api.call('listBlogs', { query: { ...filter, limit: MOST } })).data

/**
 * Matches usernames first, then full names, then the words of names, biographies and captions, as
 * the creators' page does; returns the first of these that finds any.
 */
export async function creatorsIn(page: Context, text: string) {
  const fields = USERNAME.test(text)
    ? (['username', 'name', 'q'] as const)
    : (['name', 'q'] as const)
  if (!page.may('creators:read')) return { found: [], hasMore: false, by: fields[0] }
  for (const by of text.startsWith('@') ? fields.slice(0, 1) : fields) {
    const query = { [by]: text.replace(/^@/, ''), limit: MOST }
    const { data: found, has_more: hasMore } = await page.api.call('listBlogs', { query })
    if (found.length > 0) return { found, hasMore, by }
  }
  return { found: [], hasMore: false, by: fields[0] }
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

/** The posts of the team whose caption contains the text. */
export async function postsIn(page: Context, text: string) {
  if (!page.may('publishing:read')) return []
  const { data } = await page.api.call('listPosts', { query: { q: text, limit: MOST } })
  return data.map(({ id, caption, scheduled_at: at }) => ({
    href: `/console/posts/${id}`,
    name: firstLine(caption) || page.t('untitled'),
    note: at === null ? '' : page.formats.moment(new Date(at)),
  }))
}

/** The products whose name contains the text. */
export async function productsIn(page: Context, text: string) {
  if (!page.may('own:read')) return []
  const { data } = await page.api.call('listProducts', { query: { q: text, limit: MOST } })
  return data.map(({ id, name }) => ({ href: `/console/products/${id}`, name, note: '' }))
}

const LONGEST_LINE = 80

const firstLine = (text: string): string =>
  Array.from(text.trim().split('\n')[0] ?? '')
    .slice(0, LONGEST_LINE)
    .join('')
