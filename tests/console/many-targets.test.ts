import { sql } from 'kysely'
import { expect } from 'vitest'
import { DRAFT, publishing } from './fill/publishing.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { aReader, aUser, test } from './kit.ts'

test('who saves a post keeps its groups and accounts beyond those that the page lists', async ({
  db,
  served,
}) => {
  await ownAccounts.fill(db, 'brand')
  await publishing.fill(db, 'Summer sale')
  const { open, send } = aReader({ served, token: (await aUser(db, 'many', 'editor')).token })
  const { rows } = await sql<{ group_id: string; account_id: string }>`
    with proxy as (select proxy_id as id from instagram_accounts where purpose = 'publish' limit 1),
    made as (
      insert into instagram_accounts (username, state, purpose, device_seed, proxy_id, secrets)
      select 'more_' || lpad(n::text, 3, '0'), 'active', 'publish', 'more' || n, proxy.id, 'x'
      from generate_series(1, 205) n, proxy returning id, username
    ),
    publishers as (
      insert into publishing_accounts (account_id) select id from made returning id, account_id
    ),
    named as (
      insert into groups (name) select 'zz more ' || lpad(n::text, 3, '0') from generate_series(1, 205) n
      returning id, name
    )
    select named.id as group_id, p.id as account_id from named, publishers p
    where named.name = 'zz more 205' and p.account_id = (select max(id::text)::uuid from made)`.execute(
    db,
  )
  const [far] = rows
  if (!far) throw new Error('no group')
  await sql`
    insert into post_targets (post_id, group_id) values (${DRAFT}::uuid, ${far.group_id}::uuid)`.execute(
    db,
  )
  await sql`
    insert into post_targets (post_id, publishing_account_id)
    values (${DRAFT}::uuid, ${far.account_id}::uuid)`.execute(db)

  const page = await open(`/posts/${DRAFT}`)
  expect(page.text).toContain('The first 200 accounts.')
  const form = page.source.slice(page.source.indexOf('<form\n      id="post"'))
  const sent = [...form.matchAll(/<input[^>]*type="(?:checkbox|hidden)"[^>]*>/g)].flatMap(
    ([tick]): [string, string][] => {
      const [, name = ''] = /name="([^"]*)"/.exec(tick) ?? []
      const [, value = 'on'] = /value="([^"]*)"/.exec(tick) ?? []
      return /\schecked|type="hidden"/.test(tick) ? [[name, value.replaceAll('&amp;', '&')]] : []
    },
  )
  const targets = async () =>
    await sql`
      select group_id, publishing_account_id from post_targets where post_id = ${DRAFT}::uuid order by 1, 2`.execute(
      db,
    )
  const before = await targets()
  const saved = await send(`/posts/${DRAFT}`, [
    ...sent,
    ['caption', 'Sale'],
    ['language', 'en'],
    ['act', 'save'],
  ])
  expect(saved.flash).toBe('Saved.')
  expect((await targets()).rows).toEqual(before.rows)
  expect(before.rows).toContainEqual({ group_id: null, publishing_account_id: far.account_id })
})
