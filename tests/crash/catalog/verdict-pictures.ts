import { sql } from 'kysely'
import { expect } from 'vitest'
import { jsonb } from '../../../src/db/database.ts'
import type { CrashWorld } from './crash-world.ts'

/** Posts that do not have, or that no model has read with, the pictures that they show now. */
async function wrongPictures({ db, ledger }: CrashWorld): Promise<unknown[]> {
  const { rows } = await sql`
    select p.platform_id, p.picture_ids, p.extracted_pictures, f.file, kept.names from catalog_posts p
    join jsonb_to_recordset(${jsonb([...ledger.pictures].map(([id, file]) => ({ id, file })))}) as f (id text, file text)
      on f.id = p.platform_id
    cross join lateral (
      select array(select u.name from media_uses u where u.owner = 'catalog_post:' || p.id order by u.position) as names) kept
    where p.picture_ids[1] not like '%:' || f.file || '%' or p.extracted_pictures <> p.picture_ids or kept.names <> p.picture_ids
    limit 20`.execute(db)
  return rows
}

/** Products whose pictures are not those of their posts, or, where the seller has chosen them, not the chosen ones. */
async function wrongProductPictures(world: CrashWorld): Promise<unknown[]> {
  const { rows } = await sql`
    select p.platform_id, o.touched, is_kept.hashes, said.hashes as said, c.hash as chosen
    from products o join product_drafts d on d.product_id = o.id join catalog_posts p on p.id = d.post_id
    left join ${chosenIn(world)} on c.id = p.platform_id
    cross join lateral (
      select array(select encode(sha256, 'hex') from media_uses where owner = 'product:' || o.id order by position) as hashes) is_kept
    cross join lateral (
      select array(
        select encode(u.sha256, 'hex') from jsonb_array_elements_text((d.extracted || d.edits) -> 'pictures') with ordinality n (number, place)
        join media_uses u on u.owner = 'catalog_post:' || p.id and u.name = p.picture_ids[n.number::int] order by n.place) as hashes) said
    where is_kept.hashes <> case when c.hash is null then said.hashes else array[c.hash] end
      or ('pictures' = any (o.touched)) <> (c.hash is not null)
    limit 20`.execute(world.db)
  return rows
}

/** What sellers have chosen and did not give up. */
const chosenIn = ({ ledger }: CrashWorld) => {
  const chosen = [...ledger.chosen].filter(([id]) => !ledger.settled.has(id))
  return sql`jsonb_to_recordset(${jsonb(chosen.map(([id, hash]) => ({ id, hash })))}) as c (id text, hash text)`
}

/** Conflicts of pictures: the chosen one beside that of the post. */
async function pictureConflicts({ db, ledger }: CrashWorld) {
  const { rows } = await sql<{ post: string }>`
    select p.platform_id as post, c.mine, c.theirs = jsonb_build_array(encode(u.sha256, 'hex')) as is_theirs, c.resolved_to
    from product_conflicts c join product_drafts d on d.product_id = c.product_id join catalog_posts p on p.id = d.post_id
    left join media_uses u on u.owner = 'catalog_post:' || p.id and u.position = 0
    where c.field = 'pictures' order by p.platform_id, c.id`.execute(db)
  const expected = [...ledger.chosen].map(([post, hash]) => ({
    post,
    mine: [hash],
    is_theirs: true,
    resolved_to: ledger.settled.has(post) ? 'theirs' : null,
  }))
  return { rows, expected: expected.toSorted((a, b) => (a.post < b.post ? -1 : 1)) }
}

/** Every post and product has the pictures that it should. */
export async function expectPictures(world: CrashWorld): Promise<void> {
  expect(await wrongPictures(world)).toEqual([])
  expect(await wrongProductPictures(world)).toEqual([])
  const { rows, expected } = await pictureConflicts(world)
  expect(rows).toEqual(expected)
}
