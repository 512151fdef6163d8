import { sql } from 'kysely'
import { expect } from 'vitest'
import { jsonb } from '../../../src/db/database.ts'
import { priceOf } from './changed-posts.ts'
import type { CrashWorld } from './crash-world.ts'
import { expectPictures } from './verdict-pictures.ts'
import { commentOf } from './webhooks.ts'

/** Products that say something else than their post, or, where a seller has written it, than the seller. */
async function wrongValues({ db, ledger }: CrashWorld): Promise<unknown[]> {
  const prices = [...ledger.prices]
    .filter(([id]) => !ledger.settled.has(id))
    .map(([id, { mine }]) => ({ id, mine }))
  const { rows } = await sql`
    with wanted as (
      select p.platform_id, o as product, o.touched, o.source_caption, p.caption,
        jsonb_build_array(o.name, o.description, o.price::text, o.compare_at_price::text, o.currency, to_jsonb(o.categories),
          to_jsonb(o.tags), o.variants) as is,
        jsonb_build_array(e.said ->> 'name', e.said ->> 'description', coalesce(w.mine, e.said ->> 'price'), e.said ->> 'compare_at_price',
          e.said ->> 'currency', coalesce(jsonb_build_array(e.said ->> 'category') - 'null', '[]'), e.said -> 'tags', e.said -> 'variants') as said,
        case when w.id is null then '{}'::text[] else '{price}' end as written
      from products o join product_drafts d on d.product_id = o.id join catalog_posts p on p.id = d.post_id
      cross join lateral (select d.extracted || d.edits as said) e
      left join jsonb_to_recordset(${jsonb(prices)}) as w (id text, mine text) on w.id = p.platform_id)
    select platform_id, "is", said, touched, written, source_caption, caption from wanted
    where "is" <> said or array_remove(touched, 'pictures') <> written or source_caption is distinct from caption
    limit 20`.execute(db)
  return rows
}

/** Conflicts of words: those that are, and those that the ledger says. */
async function conflictsOf({ db, ledger, shops }: CrashWorld) {
  const { rows } = await sql<{ post: string }>`
    select p.platform_id as post, c.field, c.mine, c.theirs, c.before, c.caption_after as caption, c.resolved_to
    from product_conflicts c join product_drafts d on d.product_id = c.product_id join catalog_posts p on p.id = d.post_id
    where c.field <> 'pictures' order by p.platform_id, c.id`.execute(db)
  const expected = [...ledger.prices].map(([post, { mine, before }]) => ({
    post,
    field: 'price',
    mine,
    theirs: priceOf(shops.postOf(post)),
    before,
    caption: shops.postOf(post)?.caption,
    resolved_to: ledger.settled.has(post) ? 'theirs' : null,
  }))
  return { rows, expected: expected.toSorted((a, b) => (a.post < b.post ? -1 : 1)) }
}

/** Drafts that have lost what the seller has corrected in them, or do not say that their post has changed. */
async function lostCorrections({ db, ledger }: CrashWorld): Promise<unknown[]> {
  const { rows } = await sql`
    select p.platform_id, d.status, d.edits, d.flags, w.mine from product_drafts d join catalog_posts p on p.id = d.post_id
    left join jsonb_to_recordset(${jsonb([...ledger.draftPrices].map(([id, mine]) => ({ id, mine })))}) as w (id text, mine text)
      on w.id = p.platform_id
    where d.edits <> case when w.id is null then '{}' else jsonb_build_object('price', w.mine) end
      or ('post_changed' = any (d.flags)) <> (w.id is not null)
    limit 20`.execute(db)
  return rows
}

/** Posts that are called gone, and those that are but are not called so; also by their drafts and products, which stay. */
async function wrongDeletions({ db, ledger }: CrashWorld): Promise<unknown[]> {
  const { rows } = await sql`
    select p.platform_id, p.deleted_at, d.status, d.flags, o.status as product, o.source_deleted_at
    from catalog_posts p left join product_drafts d on d.post_id = p.id left join products o on o.id = d.product_id
    cross join lateral (select p.platform_id = any (${[...ledger.deleted]}::text[]) as gone) g
    where (p.deleted_at is not null) <> g.gone
      or (o.source_deleted_at is not null) <> (g.gone and o.id is not null) or o.status <> 'active'
      or ('post_deleted' = any (d.flags)) <> (g.gone and d.status = 'pending')
      or (g.gone and d.id is null)
    limit 20`.execute(db)
  return rows
}

/** Posts whose draft was approved by a link; the link is used up. */
async function approvedByLink({ db }: CrashWorld): Promise<string[]> {
  const { rows } = await sql<{ post: string }>`
    select p.platform_id as post from draft_links l
    join product_drafts d on d.id = l.draft_id join catalog_posts p on p.id = d.post_id
    where l.used_at is not null and d.status = 'approved' order by 1`.execute(db)
  return rows.map(({ post }) => post)
}

async function expiredPosts({ db }: CrashWorld): Promise<string[]> {
  const { rows } = await sql<{ post: string }>`
    select p.platform_id as post from product_drafts d join catalog_posts p on p.id = d.post_id
    where d.status = 'expired' or d.status = 'pending' and d.expires_at <= world_now() order by 1`.execute(
    db,
  )
  return rows.map(({ post }) => post)
}

/** What Meta has told: its events, and the comments that are kept. */
async function toldOf({ db }: CrashWorld) {
  const { rows: events } = await sql<{ post: string; status: string }>`
    select media_id as post, status from webhook_events order by 1`.execute(db)
  const { rows: comments } = await sql<{ post: string; comment: string }>`
    select media_id as post, comment_id as comment from catalog_comments order by 1, 2`.execute(db)
  return { events, comments }
}

/** Drafts of which nobody was told, and what messages and links say otherwise than drafts. */
async function toldDrafts({ db, ledger }: CrashWorld) {
  const { rows } = await sql`
    with told as (
      select (item ->> 'drafts')::int as drafts from notifications cross join jsonb_array_elements(items) item
      where kind = 'drafts_ready'
    )
    select (select count(*)::int from product_drafts where status = 'pending' and notified_at is null) as unnotified,
      (select count(*) from product_drafts where notified_at is not null) - (select sum(drafts) from told) as unequal,
      (select count(*) from draft_links where draft_id is not null) - (select sum(least(drafts, 3)) from told) - ${ledger.links.size} as links_unequal,
      (select coalesce(sum(count - jsonb_array_length(items)), 0) from notifications where kind = 'drafts_ready') as not_shown`.execute(
    db,
  )
  return rows
}

/** Whatever sellers and their shops changed is there, once. */
export async function expectChanges(world: CrashWorld): Promise<void> {
  const { ledger } = world
  const { rows: conflicts, expected } = await conflictsOf(world)
  expect(conflicts).toEqual(expected)
  await expectPictures(world)
  expect(await wrongValues(world)).toEqual([])
  expect(await lostCorrections(world)).toEqual([])
  expect(await wrongDeletions(world)).toEqual([])
  expect(await approvedByLink(world)).toEqual([...ledger.links.keys()].toSorted())
  expect(await toldDrafts(world)).toEqual([
    { unnotified: 0, unequal: 0, links_unequal: 0, not_shown: 0 },
  ])
  expect(await expiredPosts(world)).toEqual([...ledger.expired].toSorted())
  const told = [...ledger.told].toSorted()
  expect(await toldOf(world)).toEqual({
    events: told.map((post) => ({ post, status: 'completed' })),
    comments: told.map((post) => ({ post, comment: commentOf(post) })),
  })
}
