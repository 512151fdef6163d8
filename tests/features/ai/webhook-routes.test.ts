import { once } from 'node:events'
import { connect } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { problemIn, served, type TestApi } from '../../http/kit.ts'
import { expect, test } from '../../fixtures/test.ts'
import { someCreators } from '../analyze/a-creator.ts'
import { HOUR, startAnalyzeWorld, type AnalyzeWorld } from '../analyze/analyze-world.ts'
import { anAnalyzeApi } from '../analyze/batches-api.ts'

const PATH = '/api/webhooks/openai'
const SECRET = `whsec_${Buffer.alloc(24, 1).toString('base64')}`
const OLD_SECRET = `whsec_${Buffer.alloc(32, 2).toString('base64')}`

async function aWorld(db: Db): Promise<{ world: AnalyzeWorld; api: TestApi }> {
  const settings = { GRAMD_BATCH_MIN_TASKS: '2', OPENAI_WEBHOOK_SECRET: `${SECRET} ${OLD_SECRET}` }
  const world = await startAnalyzeWorld(db, settings)
  return { world, api: anAnalyzeApi(world) }
}

const eventOf = (type: string, id = 'evt_1'): string =>
  JSON.stringify({ id, object: 'event', created_at: 1, type, data: { id: 'batch_1' } })

/** A delivery as OpenAI makes it: no token, a signature over the raw body. */
async function deliver(
  api: TestApi,
  body: string,
  { secret = SECRET, at = new Date(), id = 'evt_1' } = {},
): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  }
  return await api.send('POST', PATH, { token: null, body, headers })
}

const polls = async (db: Db) =>
  await db
    .selectFrom('scrape_tasks_open')
    .select(['payload', 'dedupe_key'])
    .where('task_type', '=', 'poll_batches')
    .execute()

test.for(['batch.completed', 'batch.failed', 'batch.expired', 'batch.cancelled'])(
  '%s wakes the poller',
  async (type, { db }) => {
    const { api } = await aWorld(db)

    const answer = await deliver(api, eventOf(type))

    expect(answer.status).toBe(204)
    expect(await answer.text()).toBe('')
    expect(await polls(db)).toHaveLength(1)
  },
)

test('a hundred events, some of them twice and signed by either secret, are one poll', async ({
  db,
}) => {
  const { api } = await aWorld(db)

  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, at) => {
      const id = `evt_${at % 70}`
      const secret = at % 2 === 0 ? SECRET : OLD_SECRET
      return deliver(api, eventOf('batch.completed', id), { id, secret })
    }),
  )

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]))
  expect(await polls(db)).toHaveLength(1)
})

test('other events, and what is no event, are received and change nothing', async ({ db }) => {
  const { api } = await aWorld(db)

  for (const body of [
    eventOf('response.completed'),
    eventOf('batch.renamed'),
    'no JSON',
    '[]',
    '',
  ]) {
    expect((await deliver(api, body)).status).toBe(204)
  }

  expect(await polls(db)).toEqual([])
})

test('what is not signed by us is refused, and told nothing', async ({ db }) => {
  const { api } = await aWorld(db)
  const body = eventOf('batch.completed')
  const stranger = `whsec_${Buffer.alloc(32, 9).toString('base64')}`

  const answers = [
    await deliver(api, body, { secret: stranger }),
    await deliver(api, body, { at: new Date(Date.now() - 301_000) }),
    await deliver(api, body, { at: new Date(Date.now() + 310_000) }),
    await api.send('POST', PATH, { token: null, body }),
    // The operator's own token does not vouch for a body.
    await api.send('POST', PATH, { body }),
    await api.send('POST', PATH, { token: null, body: 'no JSON' }),
  ]

  for (const answer of answers) {
    const problem = await problemIn(answer)
    expect(problem).toMatchObject({ status: 401, code: 'signature_invalid', errors: [] })
    expect(problem.detail).toBe('the signature is not valid')
  }
  expect(await polls(db)).toEqual([])
})

test('a secret that does not fit is told in the log, once for many deliveries', async ({ db }) => {
  const { api } = await aWorld(db)
  const stranger = `whsec_${Buffer.alloc(32, 9).toString('base64')}`

  await deliver(api, eventOf('batch.completed'))
  const refused = () => api.lines.filter(({ msg }) => msg.startsWith('webhook refused'))
  expect(refused()).toEqual([])
  for (let tries = 0; tries < 20; tries += 1) {
    await deliver(api, eventOf('batch.completed'), { secret: stranger })
  }

  expect(refused()).toMatchObject([{ level: 'warn', path: PATH, left_out: 0 }])
  expect(refused()[0]?.msg).toContain('OPENAI_WEBHOOK_SECRET')
})

test('a body beyond 64 KB is not read', async ({ db }) => {
  const { api } = await aWorld(db)
  const body = 'x'.repeat(64 * 1024 + 1)

  expect(await problemIn(await deliver(api, body))).toMatchObject({
    status: 413,
    code: 'body_too_large',
  })
  // Without an end, so that only reading no further ends it.
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new TextEncoder().encode(body.slice(0, 16 * 1024))),
  })
  const headers = {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
    'webhook-signature': `v1,${'A'.repeat(43)}=`,
  }
  const request = { method: 'POST', headers, body: endless, duplex: 'half' as const }
  expect((await api.app.request(PATH, request)).status).toBe(413)
  expect(await polls(db)).toEqual([])
})

test('without a secret nothing is received', async ({ db }) => {
  const api = anAnalyzeApi(await startAnalyzeWorld(db))

  expect((await deliver(api, eventOf('batch.completed'))).status).toBe(404)
  expect(await polls(db)).toEqual([])
})

test('neither body nor signature is logged', async ({ db }) => {
  const { api, world } = await aWorld(db)
  const body = JSON.stringify({ type: 'batch.completed', data: { id: 'batch_do_not_log' } })

  await deliver(api, body)
  await deliver(api, body, { secret: `whsec_${Buffer.alloc(32, 9).toString('base64')}` })

  const text = JSON.stringify([...api.lines, ...world.logged])
  expect(text).toContain(PATH)
  for (const secret of ['do_not_log', 'v1,', SECRET.slice(6)]) expect(text).not.toContain(secret)
})

test('the docs ask for a signature, and for no token', async ({ db }) => {
  const { api } = await aWorld(db)
  const Document = z.looseObject({
    paths: z.record(
      z.string(),
      z.record(z.string(), z.looseObject({ security: z.array(z.unknown()).optional() })),
    ),
  })
  const { paths } = Document.parse(await (await api.send('GET', '/openapi.json')).json())

  expect(paths[PATH]?.['post']).toMatchObject({
    security: [],
    responses: { 204: {}, 401: {}, 404: {}, 413: {} },
  })
  expect(Object.keys(z.looseObject({}).parse(paths[PATH]?.['post']?.['responses']))).toEqual(
    expect.not.arrayContaining(['403', '422', '415']),
  )
  expect(paths['/api/batches/{id}/cancel']?.['post']).toMatchObject({
    security: [{ bearer: [] }],
    'x-scopes': ['ai:write'],
  })
})

test('a batch is read soon after its end, without a tick of the timetable', async ({ db }) => {
  const { api, world } = await aWorld(db)
  const url = await served(api.app)
  world.sim.control.setWebhook({ url: url + PATH, secret: SECRET })
  world.sim.control.addFault({ on: 'webhook', kind: 'wrong_signature' })
  await world.enqueueAnalyses(await someCreators(db, 2))
  await world.run('submit_batch')
  await world.advance(HOUR)
  await expect.poll(() => world.sim.control.webhooks().attempts).toMatchObject([{ status: 401 }])
  expect(await polls(db)).toEqual([])

  await world.advance(10_000)
  await expect
    .poll(() => world.sim.control.webhooks())
    .toMatchObject({ pending: 0, attempts: [{ status: 401 }, { status: 204 }] })
  expect(await polls(db)).toHaveLength(1)

  await world.advance(10_000)
  expect(await world.run('poll_batches')).toMatchObject({ result: { ingested: 1 } })
})

const unformed: [what: string, changes: Record<string, string>][] = [
  ['no signature', { 'webhook-signature': '' }],
  ['no id', { 'webhook-id': '' }],
  ['an old time', { 'webhook-timestamp': '1' }],
  ['a short signature', { 'webhook-signature': 'v1,AAAA' }],
]
test.for(unformed)(
  'a delivery with %s is refused before its body has come',
  async ([, changes], { db }) => {
    const { api } = await aWorld(db)
    const url = await served(api.app)
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
      'webhook-signature': `v1,${'A'.repeat(43)}=`,
      'content-length': '60000',
      ...changes,
    }
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.write(`POST ${PATH} HTTP/1.1\r\nhost: a\r\n${lines.join('')}\r\n`)
    const [answer] = await once(socket, 'data')

    expect(String(answer)).toMatch(/^HTTP\/1\.1 401 /)
  },
)
