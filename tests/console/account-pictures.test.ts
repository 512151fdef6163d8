import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { fillAgenda } from './fill/editor.ts'
import { storeFaces } from './fill/pictures.ts'
import { EDITED, fillWinter } from './fill/post-editor.ts'
import { LIVE, publishing } from './fill/publishing.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { aReader, aUser, test, type Served } from './kit.ts'

const PICTURE = /src="(\/console\/publishing-accounts\/[0-9a-f-]+\/picture\?v=[0-9a-f]{12})"/g
const picturesOf = (source: string) => new Set([...source.matchAll(PICTURE)].map(([, at]) => at))

async function anEditor(db: Db, served: Served, name: string) {
  const { token } = await aUser(db, name, 'editor')
  return { ...aReader({ served, token }), token }
}

/** The address of the picture of the account in the pool with this name. */
async function addressOf(db: Db, username: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select p.id from publishing_accounts p join instagram_accounts a on a.id = p.account_id
    where a.username = ${username}`.execute(db)
  return `/api/accounts/${rows[0]?.id}/picture`
}

test('accounts have their stored pictures while a post is written and confirmed', async ({
  db,
  served,
}) => {
  await fillWinter(db)
  await storeFaces(db, ['aspan.coffee', 'nan.bakery'])
  const { open, token } = await anEditor(db, served, 'faces')

  const written = await open(`/posts/${EDITED}`)
  const pictures = picturesOf(written.source)
  expect(pictures.size).toBe(2)
  // In the list of accounts, in the choice of the preview, and in the preview of the first.
  expect(written.source.match(PICTURE)).toHaveLength(5)
  expect(picturesOf((await open(`/posts/${EDITED}/plan`)).source)).toEqual(pictures)

  // Editors see no creators, but these pictures.
  for (const address of pictures) {
    const answer = await served.app.request(address ?? '', {
      headers: { cookie: `gramd=${token}` },
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('image/jpeg')
  }
})

test('a stranger, and an account without a picture, get none', async ({ db, served }) => {
  await fillWinter(db)
  const { token } = await aUser(db, 'stranger', 'viewer')
  const editor = await aUser(db, 'asker', 'editor')
  const ask = async (path: string, as: string) =>
    (await served.app.request(path, { headers: { authorization: `Bearer ${as}` } })).status
  const address = await addressOf(db, 'aspan.intl')
  expect(await ask(address, editor.token)).toBe(404)
  expect(await ask(address, token)).toBe(403)
})

test('publications have the pictures and groups of their accounts', async ({ db, served }) => {
  await ownAccounts.fill(db, 'brand')
  await publishing.fill(db, 'Winter menu')
  await storeFaces(db, ['publisher_5'])
  const { open } = await anEditor(db, served, 'live.faces')
  const { source } = await open(`/posts/${LIVE}`)
  // In its step and in its row.
  expect(source.match(PICTURE)).toHaveLength(2)
  expect(source).toContain('class="group-sign"')
})

test('posts of a day, of the board and of the calendar have them, too', async ({ db, served }) => {
  await fillAgenda(db)
  await storeFaces(db, ['aspan.istanbul'])
  const { open } = await anEditor(db, served, 'day.faces')
  const id = /accounts\/([^/]+)/.exec(await addressOf(db, 'aspan.istanbul'))?.[1] ?? ''
  for (const path of ['', '/posts', '/calendar'])
    expect([...picturesOf((await open(path)).source)].join(' '), path).toContain(id)
})
