import { adviseOnAccount, adviseOnProxy, type Advice } from '../accounts/advice.ts'

type Item = Readonly<Record<string, unknown>>

const ABOUT_ACCOUNTS: ReadonlySet<string> = new Set([
  'account_needs_person',
  'account_suspended',
  'renewal_failed',
  'renewal_waiting',
  'session_expiring',
  'logins_refused',
])

/** The item with its reason and the next command, as in accounts and health. */
export function withAdvice(kind: string, cause: string, item: Item): Item {
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
