import { sql } from 'kysely'
import type { Tx } from '../../../db/handles.ts'
import type { Services } from '../../services.ts'
import { captionChooser } from '../posts/caption-for.ts'
import { captionJudge, commentJudge } from '../posts/caption-faults.ts'
import { listCaptions, type CaptionKey } from '../posts/store/captions.ts'
import { reviewViolation } from '../posts/skip-reasons.ts'
import type { PostRow } from '../posts/store/posts/posts.ts'
import { applyEvents } from './apply-event.ts'
import { drawSpread } from './store/stagger.ts'

type Waiting = {
  id: string
  publishing_account_id: string
  language: string | null
}

/**
 * The condition for an execution `e` of a post that has begun: its caption waits to be confirmed,
 * or was missing.
 */
const AWAITS_CAPTION = sql`
  e.status = 'waiting' and e.waits_for = 'review' or e.status = 'skipped' and e.error_class = 'not_translated'`

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
 * Releases publications of a post that has begun if they waited for a caption and have one now;
 * with an id only that one, which may have been stopped meanwhile. The post is locked. Returns how
 * many.
 */
export async function releaseWaiting(
  tx: Tx,
  { config }: Pick<Services, 'config'>,
  post: PostRow,
  id: string | null = null,
): Promise<number> {
  const { rows: waiting } = await sql<Waiting>`
    select e.id, e.publishing_account_id, a.language
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
      reviewViolation(post, caption) === null &&
      judgeCaption(caption.text).fault === null &&
      judgeComment(caption.comment, caption.text) === null
    const { text, comment, language: spoken } = caption
    return isFit ? [{ id: execution, caption: text, comment, language: spoken }] : []
  })
  if (ready.length === 0) return 0
  const captions = new Map(ready.map(({ id: execution, ...caption }) => [execution, caption]))
  const placeOf = await drawSpread(tx, [...captions.keys()], config)
  const released = await applyEvents(tx, [...captions.keys()], (execution) => {
    const caption = captions.get(execution.id)
    return caption && { type: 'captioned', caption, ...placeOf(execution.id) }
  })
  return released.length
}
