import { sql } from 'kysely'
import type { Db, Tx } from '../../db/database.ts'
import { deleteInSteps } from '../../db/delete-in-steps.ts'
import type { Forgotten } from '../../queue/care/erase.ts'
import type { Config } from '../declarations.ts'
import type { ForgottenCreator, RetentionRule } from '../manifest.ts'

/** Takes a creator out of pairs: the other end stays, and what was known of the two becomes unknown. */
export async function forgetPairs(
  tx: Tx,
  { platformIds, usernames }: Pick<ForgottenCreator, 'platformIds' | 'usernames'>,
): Promise<Forgotten> {
  const members = await sql`
    delete from relation_pair_members where platform_id = any (${platformIds}::text[])`.execute(tx)
  const { rows } = await sql<{ people: number; questions: number }>`
    with blanked as (
      update relation_pair_people
      set username = null, platform_id = null, account = null, trouble = 'erased', follower_count = null,
        following_count = null
      where platform_id = any (${platformIds}::text[]) or username = any (${usernames}::text[])
      returning check_id, person
    ),
    unknown as (
      update relation_pair_questions q
      set answer = 'unknown', basis = null, reason = 'erased', answered_at = (select world_now())
      from blanked b
      where q.check_id = b.check_id and (q.follower = b.person or q.followed = b.person)
      returning 1
    )
    select (select count(*)::int from blanked) as people, (select count(*)::int from unknown) as questions`.execute(
    tx,
  )
  const { people = 0, questions = 0 } = rows[0] ?? {}
  return {
    removed: { relation_pair_members: Number(members.numAffectedRows ?? 0n) },
    changed: { relation_pair_people: people, relation_pair_questions: questions },
  }
}

const CHECKS = 100

/**
 * Forgets checks of pairs that were begun more than `keepMs` ago (world time) and are not at work, oldest first, in small
 * batches. Returns how many. An aborted signal ends it between two batches.
 */
export async function forgetOldPairs(db: Db, keepMs: number, signal: AbortSignal): Promise<number> {
  return await deleteInSteps(db, oldPairsQuery(keepMs), CHECKS, signal)
}

/** Apart from `forgetOldPairs` so that a test can ask PostgreSQL to explain it. */
export const oldPairsQuery = (keepMs: number) => sql`
  delete from relation_pair_checks where id = any (array(
    select c.id from relation_pair_checks c
    where c.created_at < (select world_now()) - make_interval(secs => ${keepMs / 1000})
      and not exists (select from scrape_tasks t where t.status in ('pending', 'running') and t.id = c.task_id)
    order by c.created_at
    limit ${sql.lit(CHECKS)}
  ))`

/** For how long pairs are kept. */
export const pairRetention = (config: Pick<Config, 'relationRetentionMs'>): RetentionRule => ({
  tables: [
    'relation_pair_checks',
    'relation_pair_people',
    'relation_pairs',
    'relation_pair_questions',
    'relation_pair_lists',
    'relation_pair_members',
  ],
  keepMs: config.relationRetentionMs,
  remove: async ({ db }, keepMs, signal) => await forgetOldPairs(db, keepMs, signal),
})
