import { sql } from 'kysely'
import { jsonb } from '../../db/database.ts'
import type { Db, Tx } from '../../db/handles.ts'
import { unchecked } from '../../db/row-check.ts'
import { NoSuchRecordError } from '../../base/errors.ts'
import type { AccountState } from '../../accounts/states.ts'
import { limitsForSql, type PoolLimits } from '../state/limits.ts'
import { changeAccounts, type Changes, type TransitionParts } from '../state/transition.ts'

/** Whether gramd renews sessions automatically. */
export type RenewalSwitch = {
  on: boolean
  /** The operator's switch; null leaves it to the setting. */
  switched: boolean | null
  /** The setting GRAMD_RENEW_SESSIONS. */
  setting: boolean
}

/** Reads the switch at each use, so that a change applies at once in every process. */
export async function readRenewalSwitch(
  db: Db,
  { renewSessions: setting }: Pick<PoolLimits, 'renewSessions'>,
): Promise<RenewalSwitch> {
  const { rows } = await sql<{ renew_sessions: boolean | null }>`
    select renew_sessions from pool_switches`.execute(db)
  const switched = rows[0]?.renew_sessions ?? null
  return { on: switched ?? setting, switched, setting }
}

/** Whether this account may log in without an operator's request. */
export async function mayRenew(db: Db, accountId: string, limits: PoolLimits): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`
    select derived.may_renew(a, ${limitsForSql(limits)}::jsonb) as may from instagram_accounts a
      where a.id = ${accountId}`.execute(db)
  return rows[0]?.may ?? false
}

const STOP_WAITING = sql`renewal_at = null, updated_at = world_now()`

/**
 * Switches automatic renewal on or off for all accounts; null leaves it to the setting. Applies
 * from the next login; a running one continues. The history of every account records it, with who
 * did it (`by`).
 */
export async function switchRenewal(
  { db, limits, log }: TransitionParts,
  to: boolean | null,
  by: string,
  check = unchecked,
): Promise<RenewalSwitch> {
  return await db.transaction().execute(async (tx) => {
    await sql`select from pool_switches for no key update`.execute(tx)
    await check(tx)
    const before = await readRenewalSwitch(tx, limits)
    await sql`update pool_switches set renew_sessions = ${to}, updated_at = world_now()`.execute(tx)
    const now = await readRenewalSwitch(tx, limits)
    if (before.switched === now.switched) return now
    if (!now.on)
      await sql`
        with waiting as materialized (
          select id from instagram_accounts where renewal_at is not null order by id for no key update
        )
        update instagram_accounts a set ${STOP_WAITING} from waiting w where a.id = w.id`.execute(
        tx,
      )
    await sql`
      insert into account_events (account_id, event, from_state, to_state, detail)
      select id, 'renewal_switched', state, state, ${jsonb({ on: now.on, for: 'all', by })}
      from instagram_accounts`.execute(tx)
    log.info({ on: now.on, switched: now.switched, by }, 'automatic renewal switched')
    return now
  })
}

/** The same for one account; the switch for all accounts applies too. Throws NoSuchRecordError. */
export async function switchRenewalOf(
  parts: TransitionParts,
  accountId: string,
  on: boolean,
  by: string,
): Promise<void> {
  await changeAccounts(
    parts,
    async (tx, changes) => await switchWithin(tx, changes, { accountId, on, by }),
  )
}

/**
 * Switches the renewal like `switchRenewalOf`, in a transaction that changes the account anyway.
 */
export async function switchWithin(
  tx: Tx,
  changes: Changes,
  { accountId, on, by }: { accountId: string; on: boolean; by: string },
): Promise<void> {
  const { rows } = await sql<{ username: string; state: AccountState; was_off: boolean }>`
      update instagram_accounts a
      set renewal_off = ${!on}, renewal_at = case when ${on} then a.renewal_at end, updated_at = world_now()
      where a.id = ${accountId}
      returning a.username, a.state, old.renewal_off as was_off`.execute(tx)
  const [row] = rows
  if (!row) throw new NoSuchRecordError(`there is no account ${accountId}`)
  const { username, state, was_off: wasOff } = row
  if (wasOff === !on) return
  const detail = { on, for: 'account', by }
  const account = { accountId, username, from: state, to: state }
  changes.record({ ...account, event: 'renewal_switched', detail })
}
