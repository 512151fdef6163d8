import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { describe, expect, test } from '../../fixtures/test.ts'
import { problemIn } from '../../http/kit.ts'
import {
  aComment,
  events,
  notification,
  platformIdOf,
  Receipt,
  startHookWorld,
  VERIFY_TOKEN,
} from './kit.ts'

describe('the handshake', () => {
  test('passes with the verify token alone', async ({ db }) => {
    const world = await startHookWorld(db)

    expect(await world.sim.control.verifyReceiver(world.url, VERIFY_TOKEN)).toBe(true)
    expect(await world.sim.control.verifyReceiver(world.url, 'another')).toBe(false)
    const wrong = await fetch(
      `${world.url}?hub.mode=unsubscribe&hub.verify_token=${VERIFY_TOKEN}&hub.challenge=1`,
    )
    expect([wrong.status, (await problemIn(wrong)).code]).toEqual([403, 'verify_token_wrong'])
    const script = await fetch(
      `${world.url}?hub.mode=subscribe&hub.verify_token=${encodeURIComponent(VERIFY_TOKEN)}&hub.challenge=${encodeURIComponent('<script>')}`,
    )
    expect(script.headers.get('content-type')).toMatch(/^text\/plain/)
  })

  test('without the setting says what is missing, and takes nothing', async ({ db }) => {
    const world = await startHookWorld(db, { GRAMD_WEBHOOK_VERIFY_TOKEN: '' })

    const asked = await fetch(`${world.url}?hub.mode=subscribe&hub.verify_token=x&hub.challenge=1`)
    const posted = await world.post(notification('1', [aComment(1)]))

    for (const answer of [asked, posted]) {
      expect(answer.status).toBe(404)
      expect((await problemIn(answer)).detail).toContain('GRAMD_WEBHOOK_VERIFY_TOKEN')
    }
  })
})

describe('a body that nothing can vouch for', () => {
  /** The status that comes while the body is still to come. */
  const statusBefore = async (url: string, signature: string | null): Promise<string> => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    const header = signature === null ? '' : `x-hub-signature-256: ${signature}\r\n`
    socket.write(
      `POST ${new URL(url).pathname} HTTP/1.1\r\nhost: a\r\n${header}content-length: 1000000\r\n\r\n`,
    )
    const [answer] = await once(socket, 'data')
    return String(answer).slice(9, 12)
  }

  test.for([
    [null],
    [''],
    ['sha256='],
    [`sha1=${'0'.repeat(64)}`],
    [`sha256=${'0'.repeat(63)}`],
    [`sha256=${'x'.repeat(64)}`],
  ] as const)('is refused before it has come: %s', async ([signature], { db }) => {
    const world = await startHookWorld(db)

    expect(await statusBefore(world.url, signature)).toBe('401')
  })

  test('is refused before it has come without the setting', async ({ db }) => {
    const world = await startHookWorld(db, { GRAMD_WEBHOOK_VERIFY_TOKEN: '' })

    expect(await statusBefore(world.url, `sha256=${'0'.repeat(64)}`)).toBe('404')
  })
})

describe('a notification', () => {
  test.for(['facebook', 'instagram'] as const)(
    'signed with the secret of the %s app is taken, escapes and all',
    async (login, { db }) => {
      const world = await startHookWorld(db)
      await world.account('brand')

      const answer = await world.sim.control.sendWebhook({
        url: world.url,
        login,
        username: 'qahwa.co',
        changes: [aComment(1)],
      })

      expect([answer.status, Receipt.parse(JSON.parse(answer.body))]).toEqual([
        200,
        { changes: 1, pending: 1, ignored: 0 },
      ])
      const [event] = await events(db)
      expect(event).toMatchObject({
        field: 'comments',
        media_id: '17918195224117851',
        status: 'pending',
        payload: { text: 'Қанша тұрады? ☕ 1' },
      })
    },
  )

  test('that another signed, or that a byte was changed in, is refused and leaves nothing', async ({
    db,
  }) => {
    const world = await startHookWorld(db)
    const id = await world.account('brand')
    const body = notification(await platformIdOf(db, id), [aComment(1)])
    const ofBody = createHmac('sha256', world.sim.apps.facebook.secret).update(body).digest('hex')

    const answers = [
      await world.post(body, { secret: 'another secret' }),
      await world.post(body.replace('"comments"', '"Comments"'), { signature: `sha256=${ofBody}` }),
      await world.post(body, { signature: `sha256=${ofBody.slice(2)}` }),
      await world.post(body, { signature: `sha1=${ofBody}` }),
      await world.post(body, { signature: null }),
    ]

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401])
    expect(await events(db)).toEqual([])
    expect((await world.post(body, { signature: `sha256=${ofBody}` })).status).toBe(200)
  })

  test('of any form is read: flat, in a list, as messages; what cannot be read harms nothing', async ({
    db,
  }) => {
    const world = await startHookWorld(db)
    const platformId = await platformIdOf(db, await world.account('brand'))
    const send = async (shape: 'flat' | 'array' | 'messaging', n: number) =>
      await world.sim.control.sendWebhook({
        url: world.url,
        login: 'instagram',
        username: 'qahwa.co',
        changes: [aComment(n)],
        shape,
      })

    await send('flat', 1)
    await send('array', 2)
    await send('messaging', 3)
    for (const body of ['', 'null', '[]', '{"entry":7}', '{"entry":[{"id":{}},7,{"id":"1"}]}', '{'])
      expect((await world.post(body)).status, body).toBe(200)
    // An id that is a number keeps its digits.
    await world.post(
      `{"entry":[{"id":${platformId},"changes":[{"field":"mentions","value":{"media_id":17918195224117851,"comment_id":17894227972186120}}]}]}`,
    )

    expect((await events(db)).map((event) => [event.field, event.status, event.error])).toEqual([
      ['comments', 'pending', null],
      ['comments', 'pending', null],
      ['messages', 'ignored', 'field_unknown'],
      ['mentions', 'pending', null],
    ])
    const [, , message, mention] = await events(db)
    expect(message?.payload).toBeNull()
    expect(mention).toMatchObject({ account_id: platformId, media_id: '17918195224117851' })
  })

  test('of a thousand changes is stored by one statement, and answered in time', async ({ db }) => {
    const world = await startHookWorld(db)
    const platformId = await platformIdOf(db, await world.account('brand'))
    const changes = Array.from({ length: 1_000 }, (_, n) =>
      aComment(n, { text: 'ö'.repeat(500) + String(n) }),
    )
    const begun = performance.now()

    const answer = await world.post(notification(platformId, changes))

    expect(performance.now() - begun).toBeLessThan(2_000)
    expect(Receipt.parse(await answer.json())).toEqual({
      changes: 1_000,
      pending: 1_000,
      ignored: 0,
    })
    const { rows } = await sql<{ rows: number; statements: number }>`
      select count(*)::int as rows, count(distinct (xmin::text, cmin::text))::int as statements from webhook_events`.execute(
      db,
    )
    expect(rows).toEqual([{ rows: 1_000, statements: 1 }])
    expect(JSON.stringify(world.lines)).not.toContain('ööö')
  })

  test('counts each change once, however often and in whatever company it comes', async ({
    db,
  }) => {
    const world = await startHookWorld(db)
    const platformId = await platformIdOf(db, await world.account('brand'))
    const [one, two, three] = [aComment(1), aComment(2), aComment(3)]

    const within = Receipt.parse(
      await (await world.post(notification(platformId, [one, two, one]))).json(),
    )
    const again = await Promise.all(
      [
        [one, two, three],
        [three, two, one],
      ].map(async (changes) =>
        Receipt.parse(await (await world.post(notification(platformId, changes))).json()),
      ),
    )

    expect(within).toEqual({ changes: 3, pending: 2, ignored: 0 })
    expect(again.reduce((sum, { pending }) => sum + pending, 0)).toBe(1)
    expect(await events(db)).toHaveLength(3)
    // The same comment in other words is news.
    await world.post(notification(platformId, [aComment(1, { text: 'edited' })]))
    expect(await events(db)).toHaveLength(4)
  })

  test('of an account that nobody has connected is ignored, with nothing of what it says', async ({
    db,
  }) => {
    const world = await startHookWorld(db)

    const answer = await world.post(notification('17841400000000000', [aComment(1)]))

    expect(Receipt.parse(await answer.json())).toEqual({ changes: 1, pending: 0, ignored: 1 })
    expect(await events(db)).toMatchObject([
      { status: 'ignored', error: 'account_unknown', payload: null, connection_id: null },
    ])
    const { rows } =
      await sql`select from scrape_tasks where task_type = 'process_webhooks'`.execute(db)
    expect(rows).toEqual([])
  })

  test('keeps nothing of somebody who was erased, and an erasure takes what is there', async ({
    db,
  }) => {
    const world = await startHookWorld(db)
    const platformId = await platformIdOf(db, await world.account('brand'))
    const other = { from: { id: '5', username: 'somebody' }, text: 'ask @aliya.k' }
    await world.post(notification(platformId, [aComment(1), aComment(2, other)]))

    await world.services.erasures.erase({ username: 'aliya.k' })
    await world.post(notification(platformId, [aComment(3), aComment(4, other)]))

    const left = await events(db)
    expect(left.map(({ status, error }) => `${status} ${error}`).toSorted()).toEqual([
      'ignored author_erased',
      'pending null',
    ])
    expect(JSON.stringify(left).toLowerCase()).not.toContain('aliya.k')
  })
})
