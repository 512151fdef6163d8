import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { fillAgenda } from './fill/editor.ts'
import { aReader, aUser, test } from './kit.ts'

const idOf = async (db: Db, login: string): Promise<string> => {
  const { rows } = await sql<{ id: string }>`select id from users where login = ${login}`.execute(
    db,
  )
  return rows[0]?.id ?? ''
}

/** A shop with two drafts, a product that sold, and a conflict. */
async function fillShop(db: Db, owner: string): Promise<void> {
  await sql`
    with store as (
      insert into stores (owner_id, name, slug, currency, categories)
      values (${owner}::uuid, 'Steppe wear', 'steppe-wear', 'KZT', '{}') returning id),
    post as (
      insert into catalog_posts (store_id, account_id, platform_id, type, published_at, caption)
      select id, 'a', 'p', 'IMAGE', world_now(), 'Платье в клетку 34 900' from store returning id, store_id),
    drafts as (
      insert into product_drafts (store_id, post_id, position, extracted, confidence, flags, expires_at)
      select store_id, id, n, jsonb_build_object('name', 'Платье ' || n, 'description', '', 'price', '34900',
          'compare_at_price', null, 'currency', 'KZT', 'category', null, 'tags', '[]'::jsonb, 'variants', '[]'::jsonb,
          'pictures', '[1]'::jsonb, 'evidence', '{}'::jsonb),
        0.91, case n when 2 then '{price_unclear}' else '{}' end::text[], world_now() + interval '9 days'
      from post, generate_series(1, 2) n),
    products as (
      insert into products (store_id, slug, name, price, currency, source, sold_count, view_count)
      select id, 'dress-' || n, 'Dress ' || n, 12900, 'KZT', 'manual', case n when 3 then null else n * 7 end, n * 100
      from store, generate_series(1, 3) n returning id, store_id, slug)
    insert into product_conflicts (store_id, product_id, field, mine, theirs, before)
    select store_id, id, 'price', '"12900"', '"11900"', '"12900"' from products where slug = 'dress-1'`.execute(
    db,
  )
}

describe('the home of a seller', () => {
  test('has drafts to decide, conflicts to settle and what was sold', async ({ db, served }) => {
    const { token } = await aUser(db, 'seller', 'member')
    await fillShop(db, await idOf(db, 'seller'))
    const reader = aReader({ served, token })
    const { text, source } = await reader.open('')
    const [, path = ''] = /action="\/console(\/drafts\/[^"]+\/approve)"/.exec(source) ?? []
    const approved = await reader.send(path, { back: '/console/home/seller' })
    const after = await reader.open((approved.address ?? '').replace('/console', ''))
    const undone = await reader.send(path.replace('/approve', '/undo'), {
      back: '/console/home/seller',
    })

    expect(text).toContain('2 drafts to decide. 1 value differs from its post.')
    expect(text).toMatch(/Платье 2 ₸34,900 Look closely · expires/)
    expect(text).toMatch(/Платье 1 ₸34,900 91% sure/)
    expect(text).toContain('Dress 1 Price: you and the post say different things')
    expect(text).toMatch(/Dress 2 ₸12,900 14 sold 200 views .*Dress 1 ₸12,900 7 sold/)
    expect(text).not.toContain('Dress 3')
    expect(approved.address).toMatch(/^\/console\/home\/seller\?undo=/)
    expect(after.text).toContain('1 draft to decide.')
    expect(after.text).toMatch(/Approved “Платье \d”\. Undo/)
    expect(undone.address).toMatch(/^\/console\/home\/seller/)
    expect((await reader.open('')).text).toContain('2 drafts to decide.')
  })

  test('an empty shop says where drafts come from', async ({ db, served }) => {
    const { token } = await aUser(db, 'new-seller', 'member')
    await sql`
      insert into stores (owner_id, name, slug, currency, categories)
      select id, 'Empty', 'empty-shop', 'KZT', '{}' from users where login = 'new-seller'`.execute(
      db,
    )
    const { text } = await aReader({ served, token }).open('')
    expect(text).toContain('All drafts are decided.')
    expect(text).toContain('Your shop has reported no sales yet.')
    expect(text).toContain('Your products say what their posts say.')
  })
})

describe('the home of a creator', () => {
  test('shows the newest Reels against the usual at the same age, and the expected', async ({
    db,
    served,
  }) => {
    const { token } = await aUser(db, 'author', 'member')
    const owner = await idOf(db, 'author')
    await fillAgenda(db, owner)
    await sql`
      with project as (insert into projects (owner_id, name) values (${owner}::uuid, 'Breakfasts') returning id),
      version as (
        insert into project_versions (project_id, number, predicted, horizon_hours)
        select id, 1, '{"views": 5000}', 24 from project returning id)
      insert into bindings (version_id, media_id, kind)
      select version.id, m.id, 'manual' from version, own_media m where m.caption like 'Завтрак%'`.execute(
      db,
    )
    const { text, source } = await aReader({ served, token }).open('')

    expect(text).toContain(
      'The newest post is above your usual: 1.4 times the usual views after 10 h.',
    )
    expect(text).toMatch(
      /Завтрак до полудня — теперь каждый день @aspan\.coffee · .* 4,120 views · usual 3,000 .*After 10 h\. Compared with 4 earlier posts\./,
    )
    expect(text).toContain('Usual needs 3 earlier posts.')
    expect(text).toMatch(/Breakfasts Version 1 · after 24 h Views: expected 5k/)
    expect(source).toContain('usual at this age: 3,000')
  })

  test('people see the posts of their own accounts alone', async ({ db, served }) => {
    const { token } = await aUser(db, 'other-author', 'member')
    await sql`
      insert into connections (owner_id, platform_id, username, login, rights_granted)
      select id, 'other-author', 'other.author', 'instagram', '{}' from users where login = 'other-author'`.execute(
      db,
    )
    const { text } = await aReader({ served, token }).open('')
    expect(text).toContain('No posts yet.')
    expect(text).not.toContain('Завтрак')
  })
})
