import { sql } from 'kysely'
import type { Db, Tx } from '../../src/db/handles.ts'
import { ProxyFailedError } from '../../src/platforms/errors.ts'
import { endLeasesOf, leaseAccount, renewAccountLeases } from '../../src/pool/budget/lease.ts'
import { recordOutcome } from '../../src/pool/work/outcome.ts'
import { bindAccounts, withdrawAccounts } from '../../src/pool/proxies/proxy-accounts.ts'
import { expect, test } from '../fixtures/test.ts'
import { careParts } from './failure-kit.ts'
import { LIMITS, makeAccounts, type Made } from './pool-fixture.ts'

const event = { event: 'moved' }

/**
 * Two accounts of one proxy, leased by 'test'; the first one is behind the second one in the table.
 */
async function twoHeld(db: Db): Promise<{ made: Made[]; tokens: string[] }> {
  const made = await makeAccounts(db, 2, { shareProxy: true })
  const request = { owner: 'test', leaseMs: 60_000, estimatedRequests: 1, limits: LIMITS }
  const tokens: string[] = []
  for (const _ of made) tokens.push((await leaseAccount(db, request))?.lease_token ?? '')
  await sql`update instagram_accounts set free_at = free_at + interval '1 second' where username = 'account1'`.execute(
    db,
  )
  return { made, tokens }
}

type Work = (db: Db, held: { made: Made[]; tokens: string[] }) => Promise<unknown>

const inTransaction = async (db: Db, work: (tx: Tx) => Promise<unknown>): Promise<unknown> =>
  await db.transaction().execute(work)

const WORK: [string, Work][] = [
  [
    'renewing leases',
    async (db, { made, tokens }) => {
      const held = made.map(({ id: accountId }, n) => ({ accountId, token: tokens[n] ?? '' }))
      return await renewAccountLeases(db, held.toReversed(), 60_000)
    },
  ],
  ['ending leases', async (db) => await endLeasesOf(db, 'test')],
  [
    'taking the accounts of a proxy out of service',
    async (db, { made }) =>
      await inTransaction(
        db,
        async (tx) => await withdrawAccounts(tx, made[0]?.proxyId ?? '', 'gone', event),
      ),
  ],
  [
    'binding accounts to a proxy',
    async (db, { made }) => {
      const all = sql<boolean>`a.lease_owner = 'test'`
      return await inTransaction(
        db,
        async (tx) => await bindAccounts(tx, made[0]?.proxyId ?? '', all, event),
      )
    },
  ],
  [
    'the failure of a proxy, met by the second account,',
    async (db, { made, tokens }) => {
      const lease = { accountId: made[1]?.id ?? '', token: tokens[1] ?? '' }
      await recordOutcome(careParts(db), { lease }, new ProxyFailedError('refused'))
    },
  ],
]

test.for(WORK)('%s locks accounts in the order of their ids', async ([, work], { db }) => {
  const held = await twoHeld(db)
  const [first, second] = held.made
  const lock = async (tx: Tx, id: string | undefined): Promise<void> => {
    await sql`select from instagram_accounts where id = ${id} for no key update nowait`.execute(tx)
  }
  const running = await db.transaction().execute(async (tx) => {
    await lock(tx, first?.id)
    const running = work(db, held)
    await expect
      .poll(async () => {
        const { rows } = await sql`
          select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
          db,
        )
        return rows.length
      })
      .toBe(1)
    await lock(tx, second?.id)
    return { end: running }
  })
  await running.end
})
