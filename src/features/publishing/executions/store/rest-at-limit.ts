import { restFor } from '../../groups/store/publishing-accounts/pauses.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../../db/handles.ts'
import type { Services } from '../../../services.ts'
import { dailyLimit } from '../limits.ts'

type Limits = Pick<Services['config'], 'publishCooldownMs' | 'publishWarmupPosts'>

/**
 * An account whose last post of a day is there rests, whether anything else waits for it or not.
 */
export async function restAtLimit(
  tx: Tx,
  accountId: string | null,
  { publishCooldownMs: restMs, publishWarmupPosts: warmupPosts }: Limits,
): Promise<void> {
  const { rows } = await sql<{
    posts_limit_per_day: number
    warmup_stage: number
    posts_today: number
  }>`
    select v.posts_limit_per_day, v.warmup_stage, (
        select count(*)::int from derived.publications_of(v.id, v.username, world_now() - interval '1 day') e
        where coalesce(e.posted_at, e.commit_sent_at) > world_now() - interval '1 day'
      ) as posts_today
    from derived.publishing_accounts v where v.id = ${accountId}::uuid`.execute(tx)
  const [standing] = rows
  if (!standing || standing.posts_today < dailyLimit(standing, warmupPosts)) return
  await restFor(tx, accountId, restMs)
}
