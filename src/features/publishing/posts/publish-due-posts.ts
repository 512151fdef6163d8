import { sql } from 'kysely'
import { z } from 'zod'
import { raiseAlert } from '../../../alerts/raise.ts'
import { AppError } from '../../../base/errors.ts'
import type { Db } from '../../../db/database.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../manifest.ts'
import { PUBLISHING_ALERTS } from '../declare.ts'
import { beginPost } from './begin-post.ts'

const Nothing = z.object({})
const Result = z.object({ begun: z.int(), missed: z.int() })
const AT_ONCE = 100

/** Begins posts whose time has come; those that were missed for long are asked about. */
export const publishDuePosts = defineTask<
  Services,
  z.output<typeof Nothing>,
  z.output<typeof Result>
>({
  name: 'publish_due_posts',
  summary: 'Begins scheduled posts whose time has come.',
  payload: Nothing,
  result: Result,
  priority: 1,
  resource: 'none',
  dedupeKey: () => 'publish_due_posts',
  async handle(_task, { services, signal, log }) {
    const { db, config, queue } = services
    let begun = 0
    for (const { id, is_late } of await listDue(db, config.publishLateMs)) {
      signal.throwIfAborted()
      if (is_late) continue
      try {
        await db.transaction().execute(async (tx) => await beginPost(tx, services, id))
        begun += 1
      } catch (error) {
        if (!(error instanceof AppError) || error.disposition.action !== 'final') throw error
        log.warn({ post_id: id, code: error.code }, 'scheduled post not begun')
        await holdBack(db, id, error.message)
      }
    }
    const missed = await holdMissed(db, config.publishLateMs)
    if (begun > 0) queue.wake()
    return { kind: 'done', result: { begun, missed } }
  },
})

async function listDue(db: Db, lateMs: number): Promise<{ id: string; is_late: boolean }[]> {
  const { rows } = await sql<{ id: string; is_late: boolean }>`
    select id, scheduled_at < world_now() - ${lateMs} * interval '1 ms' as is_late from posts
    where status = 'pending' and scheduled_at <= world_now() and missed_at is null
    order by scheduled_at limit ${sql.lit(AT_ONCE)}`.execute(db)
  return rows
}

/** Its time has come and it cannot be published: a person decides. */
async function holdBack(db: Db, id: string, reason: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`
      update posts set missed_at = world_now(), updated_at = world_now() where id = ${id}::uuid and status = 'pending'`.execute(
      tx,
    )
    await raiseAlert(tx, {
      ...PUBLISHING_ALERTS.post_missed,
      cause: 'not_begun',
      item: { post_id: id, reason },
    })
  })
}

async function holdMissed(db: Db, lateMs: number): Promise<number> {
  return await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: string; scheduled_at: Date }>`
      update posts set missed_at = world_now(), updated_at = world_now()
      where status = 'pending' and missed_at is null
        and scheduled_at < world_now() - ${lateMs} * interval '1 ms'
      returning id, scheduled_at`.execute(tx)
    for (const { id, scheduled_at: at } of rows)
      await raiseAlert(tx, {
        ...PUBLISHING_ALERTS.post_missed,
        cause: 'missed',
        item: { post_id: id, scheduled_at: at.toISOString() },
      })
    return rows.length
  })
}
