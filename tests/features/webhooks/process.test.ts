import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { processWebhooks } from '../../../src/features/webhooks/tasks/process-webhooks.ts'
import { rescueExpired } from '../../../src/queue/care/rescue.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import {
  aComment,
  events,
  notification,
  platformIdOf,
  startHookWorld,
  type HookWorld,
} from './kit.ts'

async function withChanges(db: Db, changes: readonly object[]) {
  const world = await startHookWorld(db)
  const id = await world.account('brand')
  const platformId = await platformIdOf(db, id)
  const send = async (some: readonly object[]) => await world.post(notification(platformId, some))
  await send(changes)
  return { world, id, send }
}

const processAgain = async (db: Db, world: HookWorld) => {
  await world.services.queue.enqueue(db, processWebhooks, {})
  return await world.run('process_webhooks')
}

describe('processing', () => {
  test('tells listeners what happened, in the order of its sending, once', async ({ db }) => {
    const { world, id } = await withChanges(db, [])
    const send = async (changes: readonly { field: string; value: unknown }[], minutes: number) =>
      await world.sim.control.sendWebhook({
        url: world.url,
        login: 'facebook',
        username: 'qahwa.co',
        changes,
        sentAt: new Date(world.services.clock.now().getTime() - minutes * 60_000),
      })
    await send([aComment(2, { parent_id: '17865799348089039' })], 1)
    await send(
      [
        {
          field: 'mentions',
          value: { media_id: '17918195224117852', comment_id: '17894227972186120' },
        },
        {
          field: 'story_insights',
          value: { media_id: '17918195224117853', reach: 17, replies: -1 },
        },
      ],
      5,
    )

    const task = await world.run('process_webhooks')

    expect(task).toMatchObject({ status: 'done', result: { completed: 3, failed: 0 } })
    expect(world.heard.map(({ connectionId }) => connectionId)).toEqual([id])
    expect(world.heard[0]?.changes).toMatchObject([
      {
        field: 'mentions',
        mediaId: '17918195224117852',
        value: { commentId: '17894227972186120' },
      },
      { field: 'story_insights', value: { metrics: { reach: 17, replies: null } } },
      {
        field: 'comments',
        mediaId: '17918195224117851',
        value: {
          commentId: '17865799348082',
          parentId: '17865799348089039',
          text: 'Қанша тұрады? ☕ 2',
          from: { platformId: '232323232', username: 'aliya.k' },
        },
      },
    ])
    await processAgain(db, world)
    expect(world.heard).toHaveLength(1)
    expect((await events(db)).map(({ status, tries }) => [status, tries])).toEqual([
      ['completed', 1],
      ['completed', 1],
      ['completed', 1],
    ])
  })

  test('retries what a listener cannot take after 1, 5 and 25 minutes; the others reach it at once', async ({
    db,
  }) => {
    const { world } = await withChanges(db, [aComment(1), aComment(2), aComment(3)])
    world.refuse(({ value }) => 'commentId' in value && value.commentId === '17865799348082')

    const runs = [await world.run('process_webhooks')]
    for (const minutes of [1, 5, 25, 60]) {
      await world.advance(minutes * 60_000 - 1_000)
      const early = await processAgain(db, world)
      expect(early.result).toEqual({ completed: 0, failed: 0 })
      await world.advance(1_000)
      runs.push(await processAgain(db, world))
    }

    expect(runs.map(({ result }) => result)).toEqual([
      { completed: 2, failed: 1 },
      { completed: 0, failed: 1 },
      { completed: 0, failed: 1 },
      { completed: 0, failed: 1 },
      { completed: 0, failed: 0 },
    ])
    const [, failed] = await events(db)
    expect(failed).toMatchObject({ status: 'failed', tries: 4, error: 'defect' })
    expect(world.heard).toHaveLength(2)
  })

  test('fails what has another form at once, and keeps it to be looked at', async ({ db }) => {
    const { world } = await withChanges(db, [
      { field: 'comments', value: { text: 'no id' } },
      { field: 'mentions', value: 'nothing' },
    ])

    await world.run('process_webhooks')

    expect((await events(db)).map(({ status, error }) => [status, error])).toEqual([
      ['failed', 'unreadable'],
      ['failed', 'unreadable'],
    ])
  })

  test('goes on after a killed process, without loss and without a second time', async ({ db }) => {
    const { world } = await withChanges(db, [aComment(1), aComment(2)])
    // Killed after it was stored: the task is there. Killed again after it took the changes.
    await sql`update scrape_tasks_open set status = 'running', lease_owner = 'killed', fencing_token = fencing_token + 1,
      lease_until = clock_timestamp() - interval '1 minute' where task_type = 'process_webhooks'`.execute(
      db,
    )
    await sql`update webhook_events set status = 'processing', tries = 1`.execute(db)
    await rescueExpired(db, world.services.queue.types)

    await world.run('process_webhooks')

    expect(world.heard.flatMap(({ changes }) => changes)).toHaveLength(2)
    expect((await events(db)).map(({ status, tries }) => [status, tries])).toEqual([
      ['completed', 2],
      ['completed', 2],
    ])
    await sql`update webhook_events set status = 'processing', tries = 4, processed_at = null`.execute(
      db,
    )
    await processAgain(db, world)
    expect((await events(db)).map(({ status, error }) => [status, error])).toEqual([
      ['failed', 'process_ended'],
      ['failed', 'process_ended'],
    ])
  })

  test('has the account listed now after a comment, and not after a mention', async ({ db }) => {
    const { world, id, send } = await withChanges(db, [
      { field: 'mentions', value: { media_id: '17918195224117852' } },
    ])
    const dueIn = async (): Promise<number> => {
      const { rows } = await sql<{ minutes: number }>`
        select round(extract(epoch from next_list_at - world_now()) / 60)::int as minutes
        from own_media_sync where connection_id = ${id}::uuid`.execute(db)
      return rows[0]?.minutes ?? Number.NaN
    }
    await sql`update own_media_sync set next_list_at = world_now() + interval '30 minutes',
      listed_at = world_now() - interval '10 minutes'`.execute(db)

    await world.run('process_webhooks')
    expect(await dueIn()).toBe(30)
    await send([aComment(1)])
    await world.run('process_webhooks')
    expect(await dueIn()).toBe(0)
    // One that was just listed waits: busy comments do not use up Meta's limits.
    await sql`update own_media_sync set next_list_at = world_now() + interval '30 minutes', listed_at = world_now()`.execute(
      db,
    )
    await send([aComment(2)])
    await world.run('process_webhooks')
    expect(await dueIn()).toBe(2)
  })
})
