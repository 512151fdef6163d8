import { sql } from 'kysely'
import { expect } from 'vitest'
import { z } from '../../src/http/router.ts'
import { aReader, aUser, test, type Served } from './kit.ts'

const Me = z.object({
  home: z.string().nullable(),
  homes: z.array(z.string()),
  counts: z.record(z.string(), z.number()),
})

const me = async ({ app }: Served, token: string) => {
  const headers = { authorization: `Bearer ${token}` }
  return Me.parse(await (await app.request('/api/auth/me', { headers })).json())
}

test('the counts of a person are those of what is theirs', async ({ db, served }) => {
  const { token } = await aUser(db, 'counted', 'member')
  await sql`
    with me as (select id from users where login = 'counted'),
    list as (insert into lists (name) values ('Counted list') returning id),
    person as (insert into persons (full_name) values ('Due') returning id),
    creator as (
      insert into blogs (person_id, username, source)
      select person.id, 'due.' || n, 'manual' from person, generate_series(1, 3) n returning id, username)
    insert into list_members (list_id, blog_id, owner_id, due_on, status)
    select list.id, creator.id, me.id,
      (world_now() + case username when 'due.3' then interval '3 days' else interval '-1 day' end)::date,
      case username when 'due.2' then 'published' else 'agreed' end
    from list, creator, me`.execute(db)
  await sql`
    insert into connections (owner_id, platform_id, username, login, rights_granted)
    select id, 'ig-' || login, login, 'instagram', '{}' from users where login in ('counted')`.execute(
    db,
  )
  await sql`
    with store as (
      insert into stores (owner_id, name, slug, currency, categories)
      select id, 'Counted', 'counted', 'KZT', '{}' from users where login = 'counted' returning id),
    post as (
      insert into catalog_posts (store_id, account_id, platform_id, type, published_at)
      select id, 'a', 'p', 'IMAGE', world_now() from store returning id, store_id)
    insert into product_drafts (store_id, post_id, position, extracted, confidence, status, expires_at)
    select store_id, id, n, '{}', 0.5, case n when 3 then 'expired' else 'pending' end, world_now()
    from post, generate_series(1, 3) n`.execute(db)
  const { token: other } = await aUser(db, 'other-person', 'member')

  expect(await me(served, token)).toEqual({
    home: null,
    homes: ['creator', 'seller', 'marketer'],
    counts: { own_accounts: 1, stores: 1, drafts: 2, members: 1 },
  })
  expect((await me(served, other)).counts).toEqual({
    own_accounts: 0,
    stores: 0,
    drafts: 0,
    members: 0,
  })
})

test('the first page is the first of the homes until the profile has another', async ({
  db,
  served,
}) => {
  const { token } = await aUser(db, 'chooser', 'admin')
  const reader = aReader({ served, token })
  const first = await reader.open('')
  const saved = await reader.send('/profile/appearance', {
    language: 'en',
    theme: 'system',
    home: 'operator',
  })
  const chosen = await reader.open('')

  expect([first.status, first.text.includes('New post')]).toEqual([200, true])
  expect(saved.status).toBe(303)
  expect((await me(served, token)).home).toBe('operator')
  const headingOf = (source: string) => /<h1>[^<]*/.exec(source)?.[0]
  const overview = await reader.open('/overview')
  expect(headingOf(chosen.source)).toBe(headingOf(overview.source))
})

test('a home that the rights no longer allow gives way to the first', async ({ db, served }) => {
  const { token } = await aUser(db, 'demoted', 'viewer')
  await sql`update users set home = 'operator' where login = 'demoted'`.execute(db)
  const opened = await aReader({ served, token }).open('')
  expect([opened.status, opened.text.includes('Saved searches')]).toEqual([200, true])
})
