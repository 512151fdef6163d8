import { fullScrape } from '../../../src/features/scrape/tasks/full-scrape.ts'
import { creatorInsights } from '../../../src/features/analyze/tasks/creator-insights.ts'
import { sql } from 'kysely'
import { CORE_ALERTS } from '../../../src/alerts/kinds.ts'
import { raiseAlert } from '../../../src/alerts/raise.ts'
import type { Db } from '../../../src/db/handles.ts'
import type { Services } from '../../../src/features/services.ts'
import type { ClaimedTask } from '../../../src/queue/claim.ts'
import { claimTasks } from '../../fixtures/claim-tasks.ts'
import { reserveForBatch, markSent } from '../../../src/queue/batch.ts'
import { endTask } from '../../fixtures/end-task.ts'
import { aBlog, aCategory } from '../blogs/a-blog.ts'

export const USERNAME = 'erase.me_77'
export const PLATFORM_ID = '998877665544'
export const FULL_NAME = 'Aigerim Forgetova'

export type KnownCreator = {
  blogId: string
  otherId: string
  /** Running tasks: the first is about the creator, the second about somebody else and names it in its checkpoint. */
  running: ClaimedTask[]
  batchId: string
  /** The creator's analysis in that batch. */
  analysisId: number
}

/** A creator who has left a trace in every table that can hold one, and another who names it wherever one can. */
export async function aKnownCreator(db: Db, services: Services): Promise<KnownCreator> {
  const blogId = await aBlog(db, USERNAME, {
    platform_id: PLATFORM_ID,
    full_name: FULL_NAME,
    biography: `${FULL_NAME}, mail me`,
  })
  await sql`update persons set full_name = ${FULL_NAME} where id = (select person_id from blogs where id = ${blogId})`.execute(
    db,
  )
  const otherId = await aBlog(db, 'somebody', { platform_id: '42' })
  await ownRows(db, blogId)
  await namedByOthers(db, otherId)
  await sql`
    update blogs b set search = derived.creator_document(username, full_name, biography, array(
      select caption_text from blog_posts where blog_id = b.id))`.execute(db)
  const { batchId, analysisId } = await inABatch(db, services, blogId)
  await endedTasks(db, services, { blogId, otherId })
  const running = await openTasks(db, services, { blogId, otherId })
  await elsewhere(db, blogId)
  return { blogId, otherId, running, batchId, analysisId }
}

async function ownRows(db: Db, blogId: string): Promise<void> {
  await aCategory(db, blogId, 'food', true)
  await sql`
    insert into blog_topics (blog_id, topic, term, place)
    values (${blogId}, ${`fans of ${FULL_NAME}`}, 'fans', 0)`.execute(db)
  await sql`
    insert into blog_posts (blog_id, platform_id, caption_text, media_type, taken_at)
    select ${blogId}::uuid, 'own' || n, 'by ' || ${FULL_NAME}::text, 'photo', world_now()
    from generate_series(1, 3) n`.execute(db)
  await sql`
    insert into blog_highlights (blog_id, platform_id, title) values (${blogId}, 'h', ${USERNAME})`.execute(
    db,
  )
  await sql`insert into blog_snapshots (blog_id, follower_count) values (${blogId}, 7)`.execute(db)
  await sql`
    insert into ai_insights (blog_id, version, insights, confidence, model, prompt_version)
    select ${blogId}::uuid, n, jsonb_build_object('notes', ${FULL_NAME}::text), 1, 'm', '2'
    from generate_series(1, 2) n`.execute(db)
  await sql`
    with made as (
      insert into media (sha256, bytes, width, height)
      values (sha256('face'), convert_to(${FULL_NAME}, 'UTF8'), 1, 1) returning sha256
    )
    insert into media_uses (owner, name, sha256, position)
    select ${`blog:${blogId}`}::text, 'avatar 1', sha256, 0 from made`.execute(db)
  await sql`
    with made as (insert into lists (name, description) values ('spring', 'like @erase.me_77') returning id)
    insert into list_members (list_id, blog_id, note) select id, ${blogId}::uuid, ${FULL_NAME} from made`.execute(
    db,
  )
  await sql`
    insert into former_list_members (removal_id, list_id, blog_id, status, status_since, note, added_at)
    select gen_random_uuid(), list_id, blog_id, status, status_since, note, added_at from list_members
    where blog_id = ${blogId}::uuid`.execute(db)
  await sql`
    insert into watch_news (list_id, blog_id, kind, happened_at, dedupe_key, details)
    select list_id, blog_id, 'renamed', world_now(), ${USERNAME}, jsonb_build_object('now', ${USERNAME}::text)
    from list_members where blog_id = ${blogId}::uuid`.execute(db)
  await sql`
    with made as (
      insert into relation_checks (blog_id, kinds) values (${blogId}, '{followers}') returning id
    )
    insert into relation_members (check_id, kind, platform_id, username) select id, 'followers', '1', 'fan' from made`.execute(
    db,
  )
}

/** What another creator wrote, with names that only look like it. */
async function namedByOthers(db: Db, otherId: string): Promise<void> {
  await sql`
    insert into blog_posts (blog_id, platform_id, caption_text, mentions, tagged_users, coauthors, sponsors, music_artist,
      media_type, taken_at)
    values (${otherId}, 'p1', 'With @Erase.Me_77! and @erase.me_77.', ${[USERNAME, 'nasa']}, ${[USERNAME]},
      ${[USERNAME]}, ${[USERNAME]}, 'Erase.me_77', 'photo', world_now()),
      (${otherId}, 'p2', 'With @xerase.me and @erase.me_7', '{xerase.me,erase.me_7}', '{}', '{}', '{}', null,
      'photo', world_now())`.execute(db)
  await sql`
    insert into blog_highlights (blog_id, platform_id, title, story_mentions, story_links)
    values (${otherId}, 'h1', 'me & @erase.me_77', ${[USERNAME, 'nasa']},
      ${['https://www.instagram.com/erase.me_77/?hl=en', 'https://shop.kz']})`.execute(db)
  await sql`
    insert into blog_topics (blog_id, topic, term, place)
    values (${otherId}, 'fans of @erase.me_77', 'fanserase', 0), (${otherId}, '@xerase.me', 'xeraseme', 1)`.execute(
    db,
  )
  await sql`insert into ignored_topics (term, topic) values ('fanserase', '@erase.me_77 fans')`.execute(
    db,
  )
  await sql`
    update blogs set biography = 'Wife of @erase.me_77 | mum', external_url = 'https://instagram.com/erase.me_77',
      bio_links = '[{"url": "https://instagram.com/Erase.me_77", "title": "him"}, {"url": "https://a.kz", "title": "shop"}]',
      ai_insights = '{"notes": "Often seen with @erase.me_77."}', ai_confidence = 1, ai_analyzed_at = world_now()
    where id = ${otherId}`.execute(db)
  await sql`
    insert into ai_insights (blog_id, version, insights, confidence, model, prompt_version)
    values (${otherId}, 1, '{"notes": "Once seen with @Erase.me_77, and @erase.me_7."}', 1, 'm', '2')`.execute(
    db,
  )
  await sql`
    with made as (insert into relation_checks (blog_id, kinds) values (${otherId}, '{followers}') returning id)
    insert into relation_members (check_id, kind, platform_id, username)
    select id, 'followers', ids.platform_id, ids.username
    from made, (values (${PLATFORM_ID}, 'older.name'), ('2', 'fan'), ('3', ${USERNAME})) ids (platform_id, username)`.execute(
    db,
  )
}

async function inABatch(
  db: Db,
  { queue }: Services,
  blogId: string,
): Promise<{ batchId: string; analysisId: number }> {
  const { id: analysisId } = await queue.enqueue(db, creatorInsights.task, { blog_id: blogId })
  const { id: batchId } = await db
    .insertInto('ai_batches')
    .values({
      kind: 'creator_insights',
      model: 'm',
      request_count: 1,
      remote_id: 'batch_1',
      status: 'in_progress',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db.transaction().execute(async (tx) => {
    await reserveForBatch(tx, { taskType: 'ai_analysis', batchId, limit: 1 })
    await tx
      .insertInto('ai_batch_rows')
      .values({ batch_id: batchId, task_id: analysisId })
      .execute()
    await markSent(tx, batchId)
  })
  return { batchId, analysisId }
}

/** One that is about the creator, and two of others that tell of it. */
async function endedTasks(
  db: Db,
  { queue }: Services,
  { blogId, otherId }: { blogId: string; otherId: string },
): Promise<void> {
  for (const [id, message] of [
    [blogId, 'lost'],
    [otherId, `@${USERNAME} is gone`],
  ] as const) {
    const task = await queue.enqueue(db, fullScrape, { blog_id: id })
    await sql`
      insert into past_attempts (task_id, outcome, error_message) values (${task.id}, 'retried', ${message})`.execute(
      db,
    )
    await endTask(db, 'failed', { id: task.id, error: ['transient', message] })
  }
  await sql`
    insert into scrape_tasks_ended (id, created_at, task_type, priority, status, payload, result)
    values (900001, world_now(), 'many', 3, 'done', ${JSON.stringify({ usernames: [USERNAME, 'nasa'], hashtag: 'food' })},
        ${JSON.stringify({
          created: [
            { username: USERNAME, id: 1 },
            { username: 'nasa', id: 2 },
          ],
        })}),
      (900002, world_now(), 'one', 3, 'done', ${JSON.stringify({ seed: USERNAME })}, null)`.execute(
    db,
  )
  await sql`
    insert into task_events (event, task_type, task_ids, data)
    values ('progress', 'many', '{900001,900003}',
      ${JSON.stringify([{ done: 1, at: `instagram:id:${PLATFORM_ID}` }, { done: 2 }])})`.execute(db)
}

async function openTasks(
  db: Db,
  { queue }: Services,
  { blogId, otherId }: { blogId: string; otherId: string },
): Promise<ClaimedTask[]> {
  await queue.enqueueMany(db, fullScrape, [{ blog_id: blogId }, { blog_id: otherId }])
  const types = [{ name: 'full_scrape', resource: 'instagram', room: 2, leaseMs: 60_000 }]
  const running = await claimTasks(db, { owner: 'w1', limit: 2, types, resources: {} })
  await sql`
    update scrape_tasks_open set checkpoint = ${JSON.stringify({ posts: [{ caption: `hi\n@${USERNAME}` }] })}
    where subject = ${`blog:${otherId}`}`.execute(db)
  await sql`
    insert into scrape_tasks_open (task_type, priority, payload, dedupe_key)
    values ('many', 5, ${JSON.stringify({ usernames: [`https://instagram.com/${USERNAME}`, 'nasa'] })}, ${`${USERNAME} nasa`})`.execute(
    db,
  )
  return running
}

async function elsewhere(db: Db, blogId: string): Promise<void> {
  await sql`
    insert into rejected_creators (platform_id, username, full_name)
    values (${PLATFORM_ID}, 'older.name', ${FULL_NAME}), ('77', ${USERNAME}, 'who had the name before')`.execute(
    db,
  )
  await sql`
    insert into pool_targets (target, account_ids)
    values (${`instagram:id:${PLATFORM_ID}`}, '{}'), (${`instagram:name:${USERNAME}`}, '{}'), ('instagram:tag:food', '{}')`.execute(
    db,
  )
  for (const target of [`instagram:id:${PLATFORM_ID}`, 'instagram:tag:food'])
    await raiseAlert(db, {
      ...CORE_ALERTS.target_quarantined,
      cause: 'challenge_required',
      item: { target },
    })
  await sql`
    insert into notification_deliveries (notification_id, channel, log, last_error)
    select id, 'webhook', ${JSON.stringify([{ error: `about ${USERNAME}` }])}, ${`about ${USERNAME}`} from notifications`.execute(
    db,
  )
  await sql`
    insert into idempotency_keys (principal, route, key, body_hash, status, response)
    values ('operator', 'POST /api/tasks/scrape', 'k1', '', 202, ${JSON.stringify({ body: JSON.stringify({ username: USERNAME }) })}),
      ('operator', 'POST /api/tasks/scrape', 'k2', '', 202, ${JSON.stringify({ body: blogId })}),
      ('operator', 'POST /api/tasks/scrape', 'k3', '', 202, ${JSON.stringify({ body: 'nasa' })})`.execute(
    db,
  )
}
