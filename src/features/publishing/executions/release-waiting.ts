import { sql } from 'kysely'
import { jsonb, type Tx } from '../../../db/database.ts'
import type { Services } from '../../manifest.ts'
import { captionChooser } from '../posts/caption-for.ts'
import { captionJudge, commentJudge } from '../posts/caption-faults.ts'
import { listCaptions, type CaptionKey } from '../posts/store/captions.ts'
import { reviewMisfit } from '../posts/left-out.ts'
import type { PostRow } from '../posts/store/posts.ts'
import { settlePost } from '../posts/store/settle-post.ts'
import { priorityOf, publishToAccount } from './tasks/publish-to-account.ts'
import { WAITS } from './waits.ts'

type Waiting = {
  id: string
  publishing_account_id: string
  language: string | null
  round: number
}

/** Of a post that has begun: its caption waits to be confirmed, or was missing. `e` is the execution. */
const AWAITS_CAPTION = sql`
  e.status = 'waiting' and e.waits_for = ${WAITS.review} or e.status = 'skipped' and e.error_class = 'not_translated'`

/** Whether publications of a post wait for a caption; of this key, if one is given. */
export async function awaitsCaption(
  tx: Tx,
  postId: string,
  key: CaptionKey | null = null,
): Promise<boolean> {
  const { rows } = await sql`
    select from executions e join publishing_accounts a on a.id = e.publishing_account_id
    where e.post_id = ${postId}::uuid and (${AWAITS_CAPTION})
      and (${key === null} or a.id = ${key?.accountId ?? null}::uuid or a.language = ${key?.language ?? null})
    limit 1`.execute(tx)
  return rows.length > 0
}

/**
 * Lets publications of a post that has begun go that waited for a caption, and have one now; with an id that one alone,
 * which may have been stopped meanwhile. The post is held. Gives how many.
 */
export async function releaseWaiting(
  tx: Tx,
  { config, queue }: Pick<Services, 'config' | 'queue'>,
  post: PostRow,
  id: string | null = null,
): Promise<number> {
  const { rows: waiting } = await sql<Waiting>`
    select e.id, e.publishing_account_id, a.language, e.round
    from executions e join publishing_accounts a on a.id = e.publishing_account_id
    where e.post_id = ${post.id}::uuid and ${id === null ? AWAITS_CAPTION : sql`e.id = ${id}::uuid`}
    order by e.id for no key update of e`.execute(tx)
  if (waiting.length === 0) return 0
  const { captionFor } = captionChooser(post, await listCaptions(tx, post.id))
  const [judgeCaption, judgeComment] = [captionJudge(config), commentJudge(config)]
  const ready = waiting.flatMap(({ id: execution, publishing_account_id: account, language }) => {
    const caption = captionFor({ id: account, language })
    const isFit =
      caption.origin !== 'missing' &&
      reviewMisfit(post, caption) === null &&
      judgeCaption(caption.text).fault === null &&
      judgeComment(caption.comment, caption.text) === null
    const { text, comment, language: spoken } = caption
    return isFit ? [{ id: execution, caption: text, comment, language: spoken }] : []
  })
  if (ready.length === 0) return 0
  const { publishSpreadLeastMs: leastMs, publishSpreadMostMs: mostMs } = config
  const { rows } = await sql<{ id: string; round: number }>`
    with given as (
      select r.*, row_number() over (order by random()) as place,
        ${leastMs} + random() * ${Math.max(0, mostMs - leastMs)} as gap
      from jsonb_to_recordset(${jsonb(ready)}) as r (id uuid, caption text, comment text, language text)
    ),
    spread as (
      select *, sum(case when place = 1 then 0 else gap end) over (order by place) as delay from given
    )
    update executions e set status = 'queued', caption = s.caption, comment = s.comment, language = s.language,
      gap_ms = s.gap::int, due_at = world_now() + s.delay * interval '1 ms', round = e.round + 1, ended_at = null,
      waits_for = null, error_class = null, error_code = null, error_message = null, updated_at = world_now()
    from spread s where e.id = s.id
    returning e.id, e.round`.execute(tx)
  for (const [round, some] of Map.groupBy(rows, (row) => row.round))
    await queue.enqueueMany(
      tx,
      publishToAccount,
      some.map((row) => ({ execution_id: row.id, round })),
      { priority: priorityOf(post) },
    )
  await settlePost(tx, post.id)
  return rows.length
}
