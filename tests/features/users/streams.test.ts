import { sql } from 'kysely'
import { z } from 'zod'
import { createRouter } from '../../../src/http/router.ts'
import { requireAccess } from '../../../src/http/access/access.ts'
import { streamDownload } from '../../../src/http/download.ts'
import { streamEvents } from '../../../src/http/streams/sse.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { init, served } from '../../http/kit.ts'
import { aManualClock, type ManualClock } from '../../http/manual-clock.ts'
import { usersApi } from './kit.ts'
import type { Db } from '../../../src/db/handles.ts'

/** Streams that never end by themselves, and the routes that end the access of their users. */
async function anApi(db: Db, realClock?: ManualClock) {
  const router = createRouter()
  router.get('/api/stream', requireAccess('lists:read'), (c) =>
    streamEvents(c, async function* (signal) {
      yield { event: 'open', data: {} }
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      for (;;) yield { event: 'late', data: {} }
    }),
  )
  router.get('/api/file', requireAccess('lists:read'), async (c) => {
    const texts = async function* () {
      for (;;) {
        yield 'row\n'
        await new Promise<void>((resolve) => void setImmediate(resolve))
      }
    }
    const name = { contentType: 'text/csv', fileName: 'rows.csv' }
    return await streamDownload(c, texts(), name)
  })
  const api = usersApi(db, [router], {}, realClock && { realClock })
  const url = await served(api.app)
  const open = async (token: string, path = '/api/stream') =>
    await fetch(`${url}${path}`, init('GET', { token }))
  return { ...api, open }
}

const aTokenOf = async (api: Awaited<ReturnType<typeof anApi>>, user: string) => {
  const json = { name: `of ${user}`, scopes: ['lists:read'], user }
  const made = await api.send('POST', '/api/tokens', { json })
  return z.object({ id: z.string(), token: z.string() }).parse(await made.json())
}

describe('a stream ends at once', () => {
  test.for([
    ['POST', '/api/auth/logout', 'own'],
    ['POST', '/api/users/dana/end-sessions', 'admin'],
    ['POST', '/api/users/dana/reset-password', 'admin'],
    ['PATCH', '/api/users/dana', 'admin', { active: false }],
    ['PATCH', '/api/users/dana', 'admin', { role: 'editor' }],
  ] as const)('after %s %s', async ([method, path, by, json], { db }) => {
    const api = await anApi(db)
    const token = await api.signIn('dana')
    const answer = await api.open(token)
    const text = answer.text()

    const ended = await api.send(method, path, {
      ...(by === 'own' && { token }),
      ...(json && { json }),
    })

    expect(ended.status).toBeLessThan(300)
    expect(await text).toBe('retry: 2000\n\nevent: open\ndata: {}\n\n')
  })

  test('after its token is revoked, and a download breaks off', async ({ db }) => {
    const api = await anApi(db)
    await api.signIn('dana')
    const { id, token } = await aTokenOf(api, 'dana')
    const stream = (await api.open(token)).text()
    const file = await api.open(token, '/api/file')
    const whole = file.text().then(
      () => 'whole',
      () => 'broken off',
    )

    expect((await api.send('DELETE', `/api/tokens/${id}`)).status).toBe(204)

    expect(await stream).not.toContain('late')
    expect(await whole).toBe('broken off')
  })
})

test('a stream ends within 15 s when another replica has ended its session', async ({ db }) => {
  const clock = aManualClock()
  const api = await anApi(db, clock)
  const answer = await api.open(await api.signIn('dana'))
  const text = answer.text()
  await sql`delete from user_sessions`.execute(db)

  await clock.pass(10_000)

  expect(await text).toBe('retry: 2000\n\nevent: open\ndata: {}\n\n')
})

test('the 21st stream of a session is refused until another one is closed', async ({ db }) => {
  const api = await anApi(db)
  const token = await api.signIn('dana')
  const other = await api.signIn('erlan')
  const opened = await Promise.all(Array.from({ length: 20 }, async () => await api.open(token)))
  expect(opened.map(({ status }) => status)).toEqual(Array(20).fill(200))

  const refused = await api.open(token)

  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '15'])
  expect(await refused.json()).toMatchObject({ code: 'too_many_streams' })
  const foreign = await api.open(other)
  expect(foreign.status).toBe(200)
  await opened[0]?.body?.cancel()
  await expect
    .poll(async () => {
      const again = await api.open(token)
      opened.push(again)
      return again.status
    })
    .toBe(200)
  for (const answer of [...opened, foreign]) await answer.body?.cancel().catch(() => undefined)
})
