import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { planWebhookSubscriptions } from '../../../src/features/webhooks/tasks/subscribe-webhooks.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { Connected } from '../connections/kit.ts'
import { aComment, events, notification, platformIdOf, startHookWorld } from './kit.ts'

const Page = z.object({
  data: z.array(
    z.looseObject({ id: z.string(), status: z.string(), username: z.string().nullable() }),
  ),
  next_cursor: z.string().nullable(),
})
const PATH = '/api/webhooks/instagram'

/** Events of Anna's account, of Boris's, and of nobody's. */
async function aWorld(db: Db) {
  const world = await startHookWorld(db)
  const anna = await world.person('anna')
  const boris = await world.person('boris')
  const hers = await platformIdOf(db, await world.account('brand', anna))
  const his = await platformIdOf(db, await world.account('creator', boris))
  await world.post(notification(hers, [aComment(1), aComment(2), aComment(3)]))
  await world.post(notification(his, [aComment(4)]))
  await world.post(notification('17841400000000000', [aComment(5)]))
  await world.run('process_webhooks')
  const list = async (token?: string, query = '') =>
    Page.parse(
      await (
        await world.api.send('GET', `${PATH}/events?${query}`, token === undefined ? {} : { token })
      ).json(),
    )
  const replay = async (json: object, token?: string) =>
    await world.api.send('POST', `${PATH}/events/replay`, {
      json,
      ...(token !== undefined && { token }),
    })
  return { world, anna, boris, list, replay }
}

describe('events', () => {
  test('are listed for their owner, all for admins, from page to page; what Meta sent for admins alone', async ({
    db,
  }) => {
    const { world, anna, boris, list } = await aWorld(db)

    const first = await list(anna.token, 'limit=2')
    const second = await list(anna.token, `limit=2&cursor=${first.next_cursor}`)
    const his = await list(boris.token)
    const all = await list()

    expect([...first.data, ...second.data].map(({ username }) => username)).toEqual([
      'qahwa.co',
      'qahwa.co',
      'qahwa.co',
    ])
    expect(his.data.map(({ username }) => username)).toEqual(['dana.draws'])
    expect(all.data.map(({ status }) => status)).toEqual([
      'ignored',
      'completed',
      'completed',
      'completed',
      'completed',
    ])
    expect((await list(anna.token, 'status=failed')).data).toEqual([])
    expect((await list(undefined, 'field=mentions')).data).toEqual([])
    expect(JSON.stringify(all)).not.toContain('Қанша')
    const raw = `${PATH}/events/${first.data[0]?.id}/raw`
    expect((await world.api.send('GET', raw, anna)).status).toBe(403)
    expect(await (await world.api.send('GET', raw)).json()).toMatchObject({
      payload: { text: 'Қанша тұрады? ☕ 3' },
    })
  })

  test('are replayed by id, time and state: those of the owner', async ({ db }) => {
    const { world, anna, boris, list, replay } = await aWorld(db)
    const [newest] = (await list(anna.token)).data
    const replayed = async (json: object, token?: string) =>
      await (await replay(json, token)).json()

    expect((await replay({ ids: [newest?.id] }, boris.token)).status).toBe(404)
    expect(await replayed({ ids: [newest?.id] }, anna.token)).toEqual({ replayed: 1 })
    expect(await replayed({ status: 'failed' })).toEqual({ replayed: 0 })
    expect(await replayed({ since: '2020-01-01T00:00:00Z' }, boris.token)).toEqual({ replayed: 1 })
    expect(await replayed({ since: '2030-01-01T00:00:00Z' })).toEqual({ replayed: 0 })
    expect((await replay({})).status).toBe(422)
    world.heard.length = 0
    await world.run('process_webhooks')

    expect(world.heard.map(({ changes }) => changes.length)).toEqual([1, 1])
    expect(new Set((await events(db)).map(({ status }) => status))).toEqual(
      new Set(['completed', 'ignored']),
    )
  })
})

describe('subscriptions', () => {
  const subscribed = async (world: Awaited<ReturnType<typeof startHookWorld>>) =>
    z
      .object({
        data: z.array(
          z
            .object({
              username: z.string(),
              subscribed_at: z.string().nullable(),
              error: z.string().nullable(),
            })
            .loose(),
        ),
      })
      .parse(await (await world.api.send('GET', `${PATH}/subscriptions`)).json()).data

  test('are made when an account is connected, with either login, and end with it', async ({
    db,
  }) => {
    const world = await startHookWorld(db)
    const ids = [await world.account('brand'), await world.account('creator')]
    for (const _id of ids)
      expect(await world.run('subscribe_webhooks')).toMatchObject({ status: 'done' })

    expect(await subscribed(world)).toMatchObject([
      { username: 'qahwa.co', fields: ['feed'], error: null, subscribed_at: expect.any(String) },
      { username: 'dana.draws', fields: ['comments'], error: null },
    ])
    const ended = () =>
      world.sim.control
        .requests()
        .filter(({ method, path }) => method === 'DELETE' && path.endsWith('/subscribed_apps'))
    await world.disconnect(ids[0] ?? '')
    await world.disconnect(ids[1] ?? '')

    expect(ended()).toHaveLength(2)
    expect(await db.selectFrom('webhook_subscriptions').selectAll().execute()).toEqual([])
    expect(world.sim.control.violations()).toEqual([])
  })

  test('say which right is missing, and are asked for again with it', async ({ db }) => {
    const world = await startHookWorld(db)
    const right = 'pages_manage_metadata'
    const declined = await world.connect({ as: 'brand', decline: [right] })
    const { accountId: account } = Connected.parse(await declined.json())
    await world.run('subscribe_webhooks')

    const [refused] = await subscribed(world)
    expect(refused).toMatchObject({
      subscribed_at: null,
      error: expect.stringContaining('META_EXTRA_RIGHTS'),
    })
    await world.connect({ as: 'brand' }, { query: { account, rights: right } })
    await world.run('subscribe_webhooks')
    expect(await subscribed(world)).toMatchObject([{ error: null }])
  })

  test('of accounts from before are planned; what Meta refuses is told and tried again after a day', async ({
    db,
  }) => {
    const world = await startHookWorld(db)
    await world.account('brand')
    await db.deleteFrom('scrape_tasks_open').execute()
    const plan = async () => {
      await world.services.queue.enqueue(db, planWebhookSubscriptions, {})
      return (await world.run('schedule_webhook_subscriptions')).result
    }
    world.sim.control.addFault({ path: '/subscribed_apps', kind: 'error', code: 100, status: 400 })

    expect(await plan()).toEqual({ connections: 1 })
    expect(await world.run('subscribe_webhooks')).toMatchObject({ result: { status: 'refused' } })
    expect((await subscribed(world))[0]?.error).toMatch(/^Meta refused the subscription/)
    expect(await plan()).toEqual({ connections: 0 })
    await world.advance(25 * 3_600_000)
    expect(await plan()).toEqual({ connections: 1 })
    await world.run('subscribe_webhooks')
    expect(await subscribed(world)).toMatchObject([{ error: null }])
    expect(await plan()).toEqual({ connections: 0 })
  })

  test('that cannot be ended keep nobody from disconnecting', async ({ db }) => {
    const world = await startHookWorld(db)
    const id = await world.account('creator')
    await world.run('subscribe_webhooks')
    world.sim.control.addFault({ path: '/subscribed_apps', kind: 'error', code: 2, status: 500 })

    expect((await world.disconnect(id)).status).toBe(200)
    expect(await db.selectFrom('webhook_subscriptions').selectAll().execute()).toEqual([])
  })
})
