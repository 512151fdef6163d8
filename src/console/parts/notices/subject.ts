import { z } from '../../../http/router.ts'
import { isUuid } from '../../../base/text.ts'
import type { RowOf } from '../../api.ts'

type Alert = Pick<RowOf<'listOwnNotifications'>, 'kind' | 'items'>

const text = z.string().min(1).optional().catch(undefined)
const id = z.string().refine(isUuid).optional().catch(undefined)

/** The fields of an alert's item that name a thing. */
const Item = z.object({
  account: text,
  account_id: id,
  code: text,
  connection_id: id,
  job_id: id,
  media_id: id,
  post_id: id,
  proxy: text,
  proxy_id: id,
  store: text,
  store_id: id,
  target: text,
})

export type Subject = {
  type: 'account' | 'connection' | 'job' | 'post' | 'proxy' | 'reel' | 'store' | 'creator'
  /** Null where the thing has no name of its own. */
  name: string | null
  /** Its page below /console; null without one. */
  path: string | null
}

/** The ids of an item and the pages of their things, the first that fits counts. */
const PLACES = [
  ['post_id', 'post', '/posts/'],
  ['connection_id', 'connection', '/own-accounts/'],
  ['account_id', 'account', '/accounts/'],
  ['proxy_id', 'proxy', '/proxies/'],
  ['store_id', 'store', '/stores/'],
  ['media_id', 'reel', '/reels/'],
  ['job_id', 'job', '/jobs/'],
] as const

/** The thing that an alert is about; undefined for one about gramd itself. */
export function subjectOf({ items }: Alert): Subject | undefined {
  const item = Item.safeParse(items.at(-1)).data
  if (item === undefined) return undefined
  const { account, target } = item
  const name = account === undefined ? null : `@${account}`
  for (const [key, type, path] of PLACES) {
    const found = item[key]
    if (found === undefined) continue
    const own = type === 'proxy' || type === 'store' ? (item[type] ?? null) : name
    return { type, name: own, path: `${path}${found}` }
  }
  if (target !== undefined) return { type: 'creator', name: `@${target}`, path: null }
  return name === null ? undefined : { type: 'account', name, path: null }
}

const Counts = z.object({ total: z.int(), failed: z.int() })

/** The results of the tasks of a job that has ended. */
export const countsOf = ({ items }: Alert): z.output<typeof Counts> | undefined =>
  Counts.safeParse(items.at(-1)).data

/** The error code of the account that an alert is about. */
export const codeOf = ({ items }: Alert): string | undefined =>
  Item.safeParse(items.at(-1)).data?.code
