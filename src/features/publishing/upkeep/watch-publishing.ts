import { sql } from 'kysely'
import { raiseAlert } from '../../../alerts/raise.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import type { Services } from '../../services.ts'
import { PUBLISHING_ALERTS } from '../declare.ts'

type Bounds = Pick<Services['config'], 'publishMinSuccess' | 'publishMinProxies'>
type Kind = 'publishing_failing' | 'proxies_scarce' | 'publisher_needs_owner'
/**
 * Something that is wrong: `key` is the same as long as it lasts; that of the cause unless there is
 * another.
 */
type Trouble = { cause: string; key?: string; item: Record<string, unknown> }

const keyOf = ({ key, cause }: Trouble): string => key ?? cause

/** Fewer publications of a day say nothing of how well it goes. */
const FEWEST = 10

/**
 * Notifies operators once of each trouble, and again when it comes back. Returns the kinds that it
 * has notified of.
 */
export async function watchPublishing(db: Db, bounds: Bounds): Promise<string[]> {
  const notified: string[] = []
  for (const [kind, read] of [
    ['publishing_failing', readFailing],
    ['proxies_scarce', readScarce],
    ['publisher_needs_owner', readStopped],
  ] as const) {
    const hasNotified = await db.transaction().execute(async (tx) => {
      const fresh = await takeUnnotified(tx, kind, await read(tx, bounds))
      for (const { cause, item } of fresh)
        await raiseAlert(tx, { ...PUBLISHING_ALERTS[kind], cause, item })
      return fresh.length > 0
    })
    if (hasNotified) notified.push(kind)
  }
  return notified
}

/**
 * Returns the troubles without a notice, and stores their notices. Deletes the notices of troubles
 * that are over.
 */
async function takeUnnotified(
  tx: Tx,
  kind: Kind,
  troubles: readonly Trouble[],
): Promise<Trouble[]> {
  const names = troubles.map((trouble) => `${kind} ${keyOf(trouble)}`)
  await sql`
    delete from publishing_notices
    where starts_with(name, ${`${kind} `}) and name <> all (${names}::text[])`.execute(tx)
  const { rows } = await sql<{ name: string }>`
    insert into publishing_notices (name) select * from unnest(${names}::text[])
    on conflict do nothing returning name`.execute(tx)
  const fresh = new Set(rows.map(({ name }) => name))
  return troubles.filter((trouble) => fresh.has(`${kind} ${keyOf(trouble)}`))
}

/**
 * Returns the success rate of publications that ended within a day, if it is too low. Publications
 * that a person cancelled or a rule left out do not count as failures.
 */
async function readFailing(tx: Tx, { publishMinSuccess: least }: Bounds): Promise<Trouble[]> {
  const { rows } = await sql<{ succeeded: number; failed: number; unknown: number }>`
    select (count(*) filter (where status = 'success'))::int as succeeded,
      (count(*) filter (where status = 'failed'))::int as failed,
      (count(*) filter (where status = 'unknown'))::int as unknown
    from executions
    where updated_at > world_now() - interval '1 day'
      and (status = 'unknown' or status in ('success', 'failed')
        and ended_at > world_now() - interval '1 day')`.execute(tx)
  const { succeeded = 0, failed = 0, unknown = 0 } = rows[0] ?? {}
  const total = succeeded + failed + unknown
  if (total < FEWEST || succeeded * 100 >= least * total) return []
  const percent = Math.round((succeeded * 100) / total)
  return [{ cause: 'success_rate', item: { percent, least, succeeded, failed, unknown } }]
}

/** Countries where accounts publish, with too few working proxies that no account has. */
async function readScarce(tx: Tx, { publishMinProxies: least }: Bounds): Promise<Trouble[]> {
  const { rows } = await sql<{ country: string | null; used: number; free: number }>`
    select country, used, free from (
      select x.country,
        (count(*) filter (where b.publishes))::int as used,
        (count(*) filter (where x.state = 'active' and b.publishes is null))::int as free
      from shared.proxies x
      left join lateral (
        select bool_or(a.purpose = 'publish') as publishes from shared.instagram_accounts a where a.proxy_id = x.id
      ) b on true
      group by x.country
    ) counted
    where used > 0 and free < ${least}
    order by country`.execute(tx)
  return rows.map(({ country, used, free }) => ({
    cause: country ?? 'no_country',
    item: { country, proxies_of_publishers: used, free, least },
  }))
}

/** Connected accounts in groups that nothing is published on before their owner does something. */
async function readStopped(tx: Tx): Promise<Trouble[]> {
  const { rows } = await sql<{ id: string; username: string; state: string; owner: string | null }>`
    select p.connection_id as id, p.username, p.state, u.name as owner
    from derived.publishing_accounts p left join shared.users u on u.id = p.owner_id
    where p.kind = 'connection' and p.state in ('expired', 'needs_person', 'missing_right')
    order by p.username`.execute(tx)
  return rows.map(({ id, username, state, owner }) => ({
    cause: state,
    key: `${state} ${id}`,
    item: { account: username, connection_id: id, owner, state },
  }))
}
