import { expect } from 'vitest'
import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { lists } from './fill/lists.ts'
import { notifications } from './fill/notifications.ts'
import { aReader, aUser, test, type Served } from './kit.ts'

/** What the next page shows once, with its form that takes the act back. */
const offerIn = (source: string) => {
  const form = /<form\s+class="toast"[\s\S]*?<\/form>/.exec(source)?.[0] ?? ''
  return {
    action: /action="\/console([^"]*)"/.exec(form)?.[1],
    fields: [...form.matchAll(/name="([^"]*)"\s+value="([^"]*)"/g)].map(
      ([, name = '', value = '']): [string, string] => [name, value],
    ),
    isUndo: form.includes('Undo'),
  }
}

/** A user whose browser has cookies, and runs the scripts of the pages or not. */
async function aBrowser(db: Db, served: Served, login: string, isScripted = true) {
  const { token } = await aUser(db, login, 'admin')
  const cookies = new Map([['gramd', token]])
  const send = async (path: string, fields?: [string, string][]) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const body = fields && new URLSearchParams(fields)
    const answer = await fetch(`${served.url}/console${path}`, {
      ...(body && { method: 'POST', body }),
      headers: {
        cookie,
        origin: served.url,
        ...(isScripted && { 'sec-fetch-dest': 'empty' }),
      },
      redirect: 'manual',
    })
    for (const each of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = each.split(';')[0]?.split('=') ?? []
      cookies.set(name, value)
    }
    return { source: await answer.text(), address: answer.headers.get('location') }
  }
  /** Does it, and returns the offer to undo of the next page. */
  const offered = async (path: string, fields: [string, string][]) => {
    const { address } = await send(path, fields)
    return offerIn((await send((address ?? '').replace('/console', ''))).source)
  }
  const undo = async ({ action, fields }: ReturnType<typeof offerIn>) =>
    await send(action ?? '', fields)
  return { reader: aReader({ served, token }), send, offered, undo }
}

test('a pause of a hashtag is taken back from its message', async ({ db, served }) => {
  const { reader, offered, undo } = await aBrowser(db, served, 'undoes')
  await reader.send('/discovery/hashtags/new', { hashtag: 'undone' })
  const offer = await offered('/discovery/hashtags/undone/act', [['act', 'pause']])

  expect(offer).toEqual({
    action: '/discovery/hashtags/undone/act',
    fields: [['act', 'resume']],
    isUndo: true,
  })
  expect((await reader.open('/discovery')).text).toContain('Paused')
  await undo(offer)
  expect((await reader.open('/discovery')).text).not.toMatch(/#undone[^#]*Paused/)
})

/** Pool accounts, of which the last is paused, behind one proxy. */
async function fillPool(db: Db, name: string) {
  const names = ['one', 'two', 'three'].map((each) => `${name}.${each}`)
  const proxy = await sql<{ id: string }>`
    insert into proxies (protocol, host, port, identity_hash, state)
    values ('http', 'undo.example', 8080, decode(md5(${name}), 'hex'), 'active') returning id`.execute(
    db,
  )
  const { rows } = await sql<{ id: string }>`
    insert into instagram_accounts (username, state, paused_from, purpose, device_seed, secrets,
      session_created_at, session_source, proxy_id)
    select username, case when username like '%.three' then 'paused' else 'active' end,
      case when username like '%.three' then 'active' end, 'read', username, 'x', world_now(), 'file',
      ${proxy.rows[0]?.id}::uuid
    from unnest(${names}::text[]) as username returning id`.execute(db)
  const states = async () => {
    const found = await sql<{ state: string }>`
      select state from instagram_accounts where username = any (${names}::text[])
      order by array_position(${names}::text[], username)`.execute(db)
    return found.rows.map(({ state }) => state)
  }
  return { proxy: proxy.rows[0]?.id ?? '', ids: rows.map(({ id }) => id), states }
}

test('pauses of an account, of a proxy and of a kind of task are taken back', async ({
  db,
  served,
}) => {
  const { proxy, ids, states } = await fillPool(db, 'single')
  const { offered, undo } = await aBrowser(db, served, 'undoes-pool')

  const account = await offered(`/accounts/${ids[0]}/act`, [['act', 'pause']])
  expect(await states()).toEqual(['paused', 'active', 'paused'])
  await undo(account)
  expect((await states())[0]).toBe('active')

  const stateOf = async () =>
    (await sql<{ state: string }>`select state from proxies where id = ${proxy}`.execute(db))
      .rows[0]
  const ofProxy = await offered(`/proxies/${proxy}/act`, [['act', 'pause']])
  expect((await stateOf())?.state).toBe('paused')
  await undo(ofProxy)
  expect((await stateOf())?.state).not.toBe('paused')

  const types = async () =>
    (await sql<{ n: number }>`select count(*)::int as n from paused_task_types`.execute(db)).rows[0]
  const ofType = await offered('/tasks/types/full_scrape/pause', [])
  expect((await types())?.n).toBe(1)
  await undo(ofType)
  expect((await types())?.n).toBe(0)
})

test('a pause of chosen accounts is undone for those that were not paused before', async ({
  db,
  served,
}) => {
  const { ids, states } = await fillPool(db, 'many')
  const chosen: [string, string][] = [
    ['act', 'pause'],
    ...ids.map((id): [string, string] => ['id', id]),
  ]
  const plain = await aBrowser(db, served, 'asked', false)
  expect((await plain.send('/accounts/change-many', chosen)).source).toContain('Pause 3 accounts')
  expect(await states()).toEqual(['active', 'active', 'paused'])

  const { offered, undo } = await aBrowser(db, served, 'undoes-many')
  const offer = await offered('/accounts/change-many', chosen)
  expect(await states()).toEqual(['paused', 'paused', 'paused'])
  await undo(offer)
  expect(await states()).toEqual(['active', 'active', 'paused'])
})

test('a creator who is taken out of a list comes back with all that the team knew', async ({
  db,
  served,
}) => {
  await lists.fill(db, 'Undone')
  const members = async () =>
    (
      await sql`
        select list_id, blog_id, status, status_since, owner_id, price, currency, due_on, note, added_at
        from list_members order by list_id, blog_id`.execute(db)
    ).rows
  const before = await members()
  const { rows } = await sql<{ list_id: string; blog_id: string }>`
    select list_id, blog_id from list_members where note is not null limit 1`.execute(db)
  const [{ list_id: list, blog_id: blog } = { list_id: '', blog_id: '' }] = rows
  const fields: [string, string][] = [
    ['act', 'take'],
    ['id', blog],
    ['back', `/console/lists/${list}`],
  ]
  const plain = await aBrowser(db, served, 'asked-lists', false)
  expect((await plain.send(`/lists/${list}/bulk`, fields)).source).toContain('Remove 1 creator')
  expect(await members()).toEqual(before)

  const { offered, undo } = await aBrowser(db, served, 'undoes-lists')
  const offer = await offered(`/lists/${list}/bulk`, fields)
  expect(await members()).toHaveLength(before.length - 1)
  await undo(offer)
  expect(await members()).toEqual(before)
  await undo(offer)
  expect(await members()).toEqual(before)
})

test('notifications that were read all at once are unread again', async ({ db, served }) => {
  await notifications.fill(db, 'unread again')
  const { reader, offered, undo } = await aBrowser(db, served, 'undoes-inbox')
  const unread = /Notifications, \d+ new/.exec((await reader.open('/inbox')).source)?.[0]
  expect(unread).toBeDefined()
  const offer = await offered('/inbox/read-all', [])
  expect((await reader.open('/inbox')).source).not.toContain(unread)
  await undo(offer)
  expect((await reader.open('/inbox')).source).toContain(unread)
})
