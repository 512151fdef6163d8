import { sql } from 'kysely'
import type { Tx } from '../../db/database.ts'
import { deleteInSteps } from '../../db/delete-in-steps.ts'
import type { Forgotten } from '../../queue/care/erase.ts'
import type { Config } from '../declarations.ts'
import type { ForgottenCreator, RetentionRule } from '../manifest.ts'
import { blankPeople } from './store.ts'

/** Takes a creator out of pairs: the other end stays, and what was known of the two becomes unknown. */
export async function forgetPairs(
  tx: Tx,
  { platformIds, usernames }: Pick<ForgottenCreator, 'platformIds' | 'usernames'>,
): Promise<Forgotten> {
  const { people, questions } = await blankPeople(
    tx,
    sql`platform_id = any (${platformIds}::text[]) or username = any (${usernames}::text[])`,
  )
  return {
    removed: {},
    changed: { relation_pair_people: people, relation_pair_questions: questions },
  }
}

const CHECKS = 100

/** For how long pairs are kept; longer while they are at work. */
export const pairRetention = (config: Pick<Config, 'relationRetentionMs'>): RetentionRule => ({
  tables: [
    'relation_pair_checks',
    'relation_pair_people',
    'relation_pair_questions',
    'relation_pair_members',
  ],
  keepMs: config.relationRetentionMs,
  remove: async ({ db }, keepMs, signal) =>
    await deleteInSteps(db, oldChecks(keepMs), CHECKS, signal),
})

const oldChecks = (keepMs: number) => sql`
  delete from relation_pair_checks where id = any (array(
    select c.id from relation_pair_checks c
    where c.created_at < (select world_now()) - make_interval(secs => ${keepMs / 1000})
      and not exists (select from scrape_tasks t where t.status in ('pending', 'running') and t.id = c.task_id)
    order by c.created_at
    limit ${sql.lit(CHECKS)}
  ))`
