import type { Call } from '../call.ts'
import { invalid, missing } from '../errors.ts'
import { requireRight } from '../rights.ts'
import type { Token } from '../tokens.ts'
import type { Account, Page } from '../world/accounts.ts'

const FIELDS = new Set([
  'feed',
  'comments',
  'mentions',
  'messages',
  'story_insights',
  'live_comments',
])

/** The pages and accounts that send their events, by id. */
export type Subscriptions = Map<string, readonly string[]>

/** `POST|GET|DELETE /{page}/subscribed_apps` of Facebook Login. */
export function subscribePage(call: Call, token: Token, page: Page) {
  requireRight(token, 'pageHooks')
  if (token.pageId !== page.id) throw missing(page.id, call.method.toLowerCase())
  return subscribe(call, page.id)
}

/** The same for `/me` of Instagram Login. */
export function subscribeAccount(call: Call, token: Token, account: Account) {
  requireRight(token, 'basic')
  return subscribe(call, account.igId)
}

function subscribe({ method, params, context, login }: Call, id: string) {
  const { subscriptions, apps } = context
  const subscribed = subscriptions.get(id)
  if (method === 'GET') {
    return { data: subscribed ? [{ id: apps[login].id, subscribed_fields: subscribed }] : [] }
  }
  if (method === 'DELETE') subscriptions.delete(id)
  else {
    const fields = (params.get('subscribed_fields') ?? '').split(',').filter(Boolean)
    const unknown = fields.findIndex((field) => !FIELDS.has(field))
    if (unknown >= 0 || fields.length === 0) {
      throw invalid(
        `Param subscribed_fields[${Math.max(0, unknown)}] must be one of {${[...FIELDS].join(', ')}}`,
      )
    }
    subscriptions.set(id, fields)
  }
  return { success: true }
}
