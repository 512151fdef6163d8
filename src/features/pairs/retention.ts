import { sql } from 'kysely'
import { deleteInSteps } from '../../db/delete-in-steps.ts'
import type { Config } from '../declarations.ts'
import type { RetentionRule } from '../manifest.ts'

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
