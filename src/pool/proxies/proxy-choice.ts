import { lockExclusive } from '../../db/locks.ts'
import type { Tx } from '../../db/handles.ts'
import { invalidField, type InvalidInputError } from '../../base/errors.ts'

/** Locks all bindings; call it before locking any row. Bindings are rare. */
export async function lockBindings(tx: Tx): Promise<void> {
  await lockExclusive(tx, 'bindings')
}

export type ProxyWish = {
  /** The proxy; by default an active one without accounts that is not a spare. */
  proxyId?: string | undefined
  /** Whether the named proxy may already have accounts. */
  shareProxy?: boolean | undefined
  /** The account to bind, if it already exists. */
  accountId?: string
}

/**
 * The id of a suitable proxy; the caller has called `lockBindings`. Throws InvalidInputError about
 * `proxy_id` or `proxy`.
 */
export async function chooseProxy(tx: Tx, wish: ProxyWish): Promise<string> {
  if (wish.proxyId !== undefined) return await requireProxy(tx, wish.proxyId, wish)
  const free = await tx
    .selectFrom('proxies')
    .select('id')
    .where('state', '=', 'active')
    .where('is_spare', '=', false)
    .where((eb) =>
      eb.not(
        eb.exists(eb.selectFrom('instagram_accounts').whereRef('proxy_id', '=', 'proxies.id')),
      ),
    )
    .orderBy('id')
    .limit(1)
    .forKeyShare()
    .executeTakeFirst()
  if (free) return free.id
  const reason =
    'no active proxy is without an account; add one (POST /api/proxies), or share one by ' +
    'naming it in proxy_id with share_proxy: true'
  throw invalidField('proxy', reason, { code: 'no_free_proxy' })
}

async function requireProxy(tx: Tx, id: string, wish: ProxyWish): Promise<string> {
  const proxy = await tx
    .selectFrom('proxies')
    .select(['id', 'state', 'is_spare'])
    .where('id', '=', id)
    .forKeyShare()
    .executeTakeFirst()
  if (!proxy) throw badProxy('no such proxy')
  if (proxy.state !== 'active') throw badProxy(`the proxy is ${proxy.state}; give an active one`)
  if (proxy.is_spare)
    throw badProxy(
      'the proxy is a spare; make it an ordinary one first (PATCH /api/proxies/{id} with ' +
        'is_spare: false)',
    )
  if (wish.shareProxy) return id
  const user = await tx
    .selectFrom('instagram_accounts')
    .select('username')
    .where('proxy_id', '=', id)
    .where('id', 'is distinct from', wish.accountId ?? null)
    .limit(1)
    .executeTakeFirst()
  if (user)
    throw badProxy(
      `the account '${user.username}' uses this proxy already; give another, or share it with share_proxy: true`,
    )
  return id
}

const badProxy = (reason: string): InvalidInputError =>
  invalidField('proxy_id', reason, { code: 'proxy_not_usable' })
