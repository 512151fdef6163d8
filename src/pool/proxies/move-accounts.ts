import { sql } from 'kysely'
import { ConflictError, invalidField, NoSuchRecordError } from '../../base/errors.ts'
import type { Tx } from '../../db/handles.ts'
import { changeAccounts, type TransitionParts } from '../state/transition.ts'
import { bindAccounts, lockProxy } from './proxy-accounts.ts'
import { chooseProxy, lockBindings } from './proxy-choice.ts'

type Move = { from: string; to: string; shareProxy?: boolean | undefined }

/**
 * Binds all accounts of one proxy to another, at an operator's request; devices and sessions stay,
 * and accounts that waited for the old proxy are back in service. Returns how many moved. Throws
 * NoSuchRecordError, InvalidInputError about `proxy_id`, and ConflictError while a worker holds one
 * of the accounts.
 */
export async function moveAccounts(
  parts: TransitionParts,
  { from, to, shareProxy }: Move,
): Promise<number> {
  return await changeAccounts(parts, async (tx, changes) => {
    await lockBindings(tx)
    if (from === to)
      throw invalidField('proxy_id', 'is the same proxy; give another', { code: 'the_same' })
    const target = await chooseProxy(tx, { proxyId: to, shareProxy })
    // In one order, so that two moves in opposite directions do not wait for each other.
    for (const id of [from, target].toSorted())
      if (!(await lockProxy(tx, id))) throw new NoSuchRecordError(`there is no proxy ${id}`)
    await refuseAtWork(tx, from)
    const moved = await bindAccounts(tx, target, sql<boolean>`a.proxy_id = ${from}`, {
      event: 'proxy_changed',
      detail: { from, to: target },
    })
    changes.record(...moved)
    return moved.length
  })
}

async function refuseAtWork(tx: Tx, proxyId: string): Promise<void> {
  const { rows } = await sql<{ username: string }>`
    select username from instagram_accounts
    where proxy_id = ${proxyId} and lease_until >= clock_timestamp()
    order by username
    limit 1`.execute(tx)
  const [account] = rows
  if (!account) return
  const reason = `the account '${account.username}' is at work; pause the proxy first, and try again in a minute`
  throw new ConflictError(reason, [{ field: 'proxy_id', reason, code: 'at_work' }])
}
