import { z } from 'zod'
import type { ListKind } from '../../../sim/instagram/world/relations/layout.ts'
import type { Caller } from './plain-client.ts'

const id = z.union([z.string(), z.number()]).transform(String)
const user = z.object({
  pk: id,
  pk_id: z.string(),
  username: z.string(),
  is_private: z.boolean().nullable().default(null),
  is_verified: z.boolean().nullable().default(null),
})
const listPage = z.object({
  users: z.array(user),
  big_list: z.boolean(),
  page_size: z.number(),
  next_max_id: z.string().nullish(),
  has_more: z.boolean(),
  should_limit_list_of_followers: z.boolean(),
})
export type ListPage = z.infer<typeof listPage>

export type PageOrder = { kind: ListKind; maxId?: string; count?: number; query?: string }

/** One page of a creator's list. */
export async function readPage(ask: Caller, pk: string, order: PageOrder): Promise<ListPage> {
  const query = new URLSearchParams({ order: 'default', query: order.query ?? '' })
  if (order.maxId !== undefined) query.set('max_id', order.maxId)
  if (order.count !== undefined) query.set('count', String(order.count))
  const reply = await ask({ path: `friendships/${pk}/${order.kind}/?${query.toString()}` })
  if (reply.status !== 200) throw new Error(`${reply.status} ${reply.text}`)
  return listPage.parse(reply.body)
}

/** A whole list as a client reads it, page by page. */
export async function readList(ask: Caller, pk: string, order: PageOrder): Promise<ListPage[]> {
  const pages: ListPage[] = []
  for (let maxId = order.maxId; ;) {
    const page = await readPage(ask, pk, { ...order, ...(maxId === undefined ? {} : { maxId }) })
    pages.push(page)
    maxId = page.next_max_id ?? undefined
    if (maxId === undefined) return pages
  }
}

export const usersOf = (pages: readonly ListPage[]): ListPage['users'] =>
  pages.flatMap(({ users }) => users)
