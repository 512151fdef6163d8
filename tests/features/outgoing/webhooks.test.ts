import { sql } from 'kysely'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import type { Db } from '../../../src/db/handles.ts'
import { operations } from '../../../src/features/outgoing/operations/index.ts'
import { fill, readTemplate } from '../../../src/features/outgoing/webhooks/template.ts'
import { sendRows } from '../../../src/features/outgoing/webhooks/send-rows.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { anApi, problemIn } from '../../http/kit.ts'
import { aWorld, CAMPAIGN, fillCampaign } from './kit.ts'

const URL = 'https://hooks.example/secret-path'
const AUTHORIZATION = 'Bearer of-the-tests-only'
const PATH = '/api/outgoing-webhooks'
const TEMPLATE = '{"who": "{{username}}", "views": "{{views}}", "text": "@{{username}}: {{url}}"}'

const Made = z.looseObject({ id: z.string(), secret: z.string(), host: z.string() })
const Found = z.looseObject({
  sent: z.int(),
  last_status: z.int().nullable(),
  last_error: z.string().nullable(),
  failed_at: z.string().nullable(),
})

type Posted = { url: string; headers: Record<string, string>; body: string }

/** gramd with a receiver on a public address; `answers` are its statuses, the last for all others. */
async function world(db: Db, answers: number[] = [200]) {
  const gramd = await aWorld(db)
  await fillCampaign(db)
  const posted: Posted[] = []
  const pinned: string[][] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    posted.push({
      url: request.url,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
    })
    const status = answers.length > 1 ? answers.shift() : answers[0]
    return new Response('an answer', { status: status ?? 200 })
  }
  const outside = {
    resolve: async (host: string) =>
      await Promise.resolve([host.endsWith('.internal') ? '10.0.0.7' : '93.184.215.14']),
    fetchFrom: (addresses: readonly string[]) => {
      pinned.push([...addresses])
      return fetch
    },
  }
  const parts = { ...gramd.services, outside }
  const api = anApi(db, [mountOperations(parts, operations)])
  const make = async (json: object = {}) =>
    await api.send('POST', PATH, {
      json: {
        name: 'Sheet',
        list: CAMPAIGN,
        rows: 'results',
        url: URL,
        template: TEMPLATE,
        ...json,
      },
    })
  const made = async (json: object = {}) => {
    const answer = await make(json)
    const text = await answer.text()
    expect(answer.status, text).toBe(201)
    return Made.parse(JSON.parse(text))
  }
  const send = async (id: string) => await sendRows(parts, id, new AbortController().signal)
  const found = async (id: string) =>
    Found.parse(await (await api.send('GET', `${PATH}/${id}`)).json())
  return { ...gramd, api, parts, posted, pinned, make, made, send, found }
}

test('a template keeps the type of a value alone, and knows its placeholders', () => {
  const known = ['name', 'views']
  const read = (text: string) => readTemplate(text, known)
  const values = { name: 'Aida "A" \\ {{views}}', views: 17_300 }

  expect(
    fill({ a: '{{views}}', b: ['{{ name }}', 'n {{views}}'], c: { d: true } }, values),
  ).toEqual({
    a: 17_300,
    b: ['Aida "A" \\ {{views}}', 'n 17300'],
    c: { d: true },
  })
  expect(fill({ a: '{{views}}', b: 'v{{views}}' }, { name: 'x', views: null })).toEqual({
    a: null,
    b: 'v',
  })
  expect(read('{"a": "{{views}} {{name}}"}')).toHaveProperty('template')
  expect(read('{"a": ["{{folowers}}"]}')).toEqual({
    fault: '{{folowers}} is no placeholder; known are name, views',
    code: 'unknown_placeholder',
    value: '{{folowers}}',
  })
  for (const bad of ['', '[1]', '"{{name}}"', '{"a": }', '{"{{name}}": 1}', 'null'])
    expect(read(bad)).toHaveProperty('fault')
  expect(read(`${'{"a":'.repeat(30)}1${'}'.repeat(30)}`)).toHaveProperty('fault')
})

describe('an outgoing webhook', () => {
  test('sends each row once per change, signed, to the address that was checked', async ({
    db,
  }) => {
    const { made, send, posted, pinned, found } = await world(db)
    const { id, secret, host } = await made({ authorization: AUTHORIZATION })
    const first = await send(id)
    const again = await send(id)
    await sql`update campaign_results set play_count = 18000`.execute(db)
    const changed = await send(id)
    // A column that the template does not use is no change.
    await sql`update campaign_results set comment_count = 50`.execute(db)
    const unused = await send(id)

    expect([first, again, changed, unused]).toEqual([
      { rows: 2, batches: 1 },
      { rows: 0, batches: 0 },
      { rows: 1, batches: 1 },
      { rows: 0, batches: 0 },
    ])
    expect(host).toBe('hooks.example')
    expect(pinned[0]).toEqual(['93.184.215.14'])
    const rows: unknown = JSON.parse(posted[0]?.body ?? '')
    expect(rows).toContainEqual({
      who: 'aida',
      views: 17_300,
      text: '@aida: https://www.instagram.com/reel/C8x2Yp1N0aB/',
    })
    expect(rows).toContainEqual({ who: 'dina', views: null, text: '@dina: ' })
    expect(JSON.parse(posted[1]?.body ?? '')).toMatchObject([{ who: 'aida', views: 18_000 }])
    for (const { headers, body, url } of posted) {
      expect(url).toBe(URL)
      expect(headers['authorization']).toBe(AUTHORIZATION)
      new Webhook(secret).verify(body, headers)
    }
    expect(await found(id)).toMatchObject({ sent: 2, last_status: 200, last_error: null })
  })

  test('repeats a batch whose answer was lost with the same id, and sends one row by itself', async ({
    db,
  }) => {
    const { made, send, posted } = await world(db, [200, 503, 200])
    const { id } = await made({ batch_size: 1, rows: 'members', template: '{"u": "{{username}}"}' })
    const lost = await send(id).then(
      () => 'sent',
      (error: unknown) => String(error),
    )
    const rest = await send(id)
    const field = await made({
      name: 'Field',
      rows_field: 'inputs',
      template: '{"v": "{{views}}"}',
    })
    await send(field.id)

    expect(lost).toContain('hooks.example answered 503')
    expect(rest).toEqual({ rows: 1, batches: 1 })
    expect(posted.slice(0, 3).map(({ body }) => body)).toEqual([
      '{"u":"aida"}',
      '{"u":"dina"}',
      '{"u":"dina"}',
    ])
    const ids = posted.map(({ headers }) => headers['webhook-id'])
    expect(ids[1]).toBe(ids[2])
    expect(ids[0]).not.toBe(ids[1])
    expect(JSON.parse(posted[3]?.body ?? '')).toHaveProperty('inputs')
  })

  test('that refuses rows is an alert once, waits, and works again when it is changed', async ({
    db,
  }) => {
    const { api, made, posted, services, run, found, advance } = await world(db, [403])
    // No webhook answers within the test: the task resolves a name that has no address.
    const { id } = await made({ url: 'https://hooks.example.invalid/x' })
    const failed = await run('send_outgoing_rows')
    const state = await found(id)
    const queue = async () => {
      const type = services.queue.types.get('queue_outgoing_webhooks')
      if (type) await services.queue.enqueue(db, type, {})
      return (await run('queue_outgoing_webhooks')).result
    }
    const paused = await queue()
    await advance(7 * 3_600_000)
    const later = await queue()
    await run('send_outgoing_rows')
    await api.send('PATCH', `${PATH}/${id}`, { json: { is_active: false } })
    const off = await queue()
    const { rows } = await sql<{ kind: string; items: unknown; count: number }>`
      select kind, items, count from notifications`.execute(db)

    expect(failed).toMatchObject({ status: 'failed', error_code: 'rows_refused' })
    expect(state.failed_at).not.toBe(null)
    expect([paused, later, off]).toEqual([{ webhooks: 0 }, { webhooks: 1 }, { webhooks: 0 }])
    expect(rows).toMatchObject([
      { kind: 'outgoing_webhook_failed', count: 1, items: [{ host: 'hooks.example.invalid' }] },
    ])
    expect(posted).toHaveLength(0)
  })

  test('is tested with the status of the answer, and refuses what is not public or unknown', async ({
    db,
  }) => {
    const { api, make, made, posted, found } = await world(db, [418])
    const { id } = await made()
    const tested = await api.send('POST', `${PATH}/${id}/test`)
    const answer: unknown = await tested.json()
    const twice = await api.send('POST', `${PATH}/${id}/test`)
    const faults = []
    for (const json of [
      { url: 'http://hooks.example/x' },
      { url: 'https://db.internal/x' },
      { template: '{"a": "{{nobody}}"}' },
      { template: 'a,b' },
      { rows: 'members', template: '{"a": "{{views}}"}' },
      { batch_size: 0 },
    ]) {
      const refused = await make(json)
      faults.push([refused.status, (await problemIn(refused)).errors?.[0]?.field])
    }
    const change = await api.send('PATCH', `${PATH}/${id}`, {
      json: { url: 'https://db.internal/' },
    })
    const placeholders = await (await api.send('GET', `${PATH}/placeholders`)).json()

    expect(answer).toEqual({ delivered: false, status: 418, error: 'answered 418' })
    expect(twice.status).toBe(409)
    expect(posted[0]?.headers['webhook-id']).toMatch(/^test_/)
    expect((await found(id)).sent).toBe(0)
    expect(faults).toEqual([
      [422, 'url'],
      [422, 'url'],
      [422, 'template'],
      [422, 'template'],
      [422, 'template'],
      [422, 'batch_size'],
    ])
    expect(change.status).toBe(422)
    expect(placeholders).toMatchObject({ results: expect.arrayContaining(['username', 'views']) })
    expect((await api.send('DELETE', `${PATH}/${id}`)).status).toBe(204)
    expect((await api.send('POST', `${PATH}/${id}/test`)).status).toBe(404)
  })

  test('shows and stores its address and secrets nowhere in clear', async ({ db }) => {
    const { api, made, send, found } = await world(db, [500])
    const { id, secret } = await made({ authorization: AUTHORIZATION })
    await send(id).catch(() => undefined)
    const shown = [await found(id), await (await api.send('GET', PATH)).json()]
    const { rows } = await sql`
      select (select json_agg(w) from outgoing_webhooks w) as webhooks,
        (select json_agg(a) from audit_log a) as audit,
        (select json_agg(t) from scrape_tasks t) as tasks,
        (select json_agg(n) from notifications n) as notifications`.execute(db)

    const text = JSON.stringify([shown, rows])
    for (const hidden of ['secret-path', secret, AUTHORIZATION]) expect(text).not.toContain(hidden)
  })
})

test('erasing a creator takes the rows with it, and a merged one keeps its results', async ({
  db,
}) => {
  const { made, send } = await world(db)
  const { id } = await made({ rows: 'members', template: '{"u": "{{username}}"}' })
  await send(id)
  await sql`delete from blogs where username = 'aida'`.execute(db)
  const { rows } = await sql`select from outgoing_rows`.execute(db)

  expect(rows).toHaveLength(1)
})
