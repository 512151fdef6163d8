import { storeRaised } from './store/notifications/raised.ts'
import type { Audience, OperatorsAlert, UserAlert } from './kinds.ts'
import { storableText } from '../db/database.ts'
import type { Db, Tx } from '../db/handles.ts'
import { redact } from '../base/log/redact.ts'
import { adviseOnAccount, adviseOnProxy, type Advice } from '../accounts/advice.ts'

const LONGEST_TEXT = 300

/** `severity` and `title` default to the kind's own; `userId` is the user whom it concerns. */
export type Alert = ((OperatorsAlert & { userId?: never }) | (UserAlert & { userId: string })) & {
  /** One problem for people, such as `challenge`; the account that meets it is the item. */
  cause: string
  /** One affected thing: flat, short and without secrets. */
  item?: Item
  /** Several things instead, of `count` in all. */
  items?: readonly Item[]
  count?: number
}

type Item = Readonly<Record<string, unknown>>

/**
 * Adds an alert to the open notification of this kind and cause, or to a new one. Uses one
 * statement, which must be the last of the caller's transaction, since concurrent alerts of the
 * same cause wait for its end. Throws what the database throws.
 */
export async function raiseAlert(db: Db | Tx, alert: Alert): Promise<void> {
  const { kind, severity, title, item, items = item === undefined ? [] : [item] } = alert
  const audience: Audience = alert.audience === 'user' ? `user:${alert.userId}` : 'operators'
  await storeRaised(db, {
    audience,
    kind,
    cause: short(alert.cause),
    severity,
    title: short(title),
    items: items.map((each) => storableItem(withAdvice(kind, alert.cause, each))),
    count: alert.count ?? 1,
  })
}

const short = (text: string): string => storableText(redact(text)).slice(0, LONGEST_TEXT)

const MAX_FIELDS = 20
const LONGEST_NAME = 60
const LONGEST_VALUE = 500

type Flat = Record<string, string | number | boolean | null>

/** The item as a flat object of bounded size, redacted. */
function storableItem(item: Item): Flat {
  const fields = Object.entries(item)
    .filter(([, value]) => value !== undefined)
    .slice(0, MAX_FIELDS)
  return Object.fromEntries(
    fields.map(([name, value]) => [
      redact(name).slice(0, LONGEST_NAME),
      isSecretName(name) ? '***' : storableValue(value),
    ]),
  )
}

/** Whether `redact` hides a value of this name. */
const isSecretName = (name: string): boolean => redact(`${name}=value`) !== `${name}=value`

function storableValue(value: unknown): Flat[string] {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'bigint') return value.toString()
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return redact(text).slice(0, LONGEST_VALUE)
}

const ABOUT_ACCOUNTS: ReadonlySet<string> = new Set([
  'account_needs_person',
  'account_suspended',
  'renewal_failed',
  'renewal_waiting',
  'session_expiring',
  'logins_refused',
])

/** Adds the reason and the next command to the item, as in accounts and health. */
function withAdvice(kind: string, cause: string, item: Item): Item {
  const advice = adviceOn(kind, cause, item)
  if (!advice) return item
  return { ...item, reason: advice.reason, ...(advice.next === null ? {} : { next: advice.next }) }
}

function adviceOn(kind: string, cause: string, item: Item): Advice | null {
  const text = (name: string): string | undefined => {
    const value = item[name]
    return typeof value === 'string' ? value : undefined
  }
  const [account, proxy, proxyId] = [text('account'), text('proxy'), text('proxy_id')]
  const code = text('code') ?? cause
  if (kind === 'proxy_dead' && proxy !== undefined && proxyId !== undefined)
    return adviseOnProxy(proxy, code, proxyId)
  if (!ABOUT_ACCOUNTS.has(kind) || account === undefined) return null
  const renews = text('renewal_at') !== undefined
  return adviseOnAccount({ account, code, state: text('state'), renews })
}
