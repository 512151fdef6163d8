import { sql } from 'kysely'
import type { Tx } from '../../../../db/handles.ts'
import type { Extracted, FieldEvidence } from '../../extract/extracted.ts'
import { markDraftsBack, renumberDrafts } from '../../drafts/store/product-drafts/from-posts.ts'
import { markSourcesBack } from '../../products/store/products/sources.ts'
import { pictureId } from '../picture-names.ts'

type Known = { id: string; picture_ids: string[]; is_deleted: boolean }

/** Returns the given posts that a store has, as they are before a change. */
export async function readKnown(
  tx: Tx,
  storeId: string,
  platformIds: readonly string[],
): Promise<Map<string, Known>> {
  const { rows } = await sql<Known>`
    select id, picture_ids, deleted_at is not null as is_deleted from catalog_posts
    where store_id = ${storeId}::uuid and platform_id = any (${platformIds}::text[])`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

/**
 * Adjusts the picture numbers of drafts to their changed posts, and clears the deletion of posts
 * that are back.
 */
export async function followChanges(
  tx: Tx,
  known: ReadonlyMap<string, Known>,
  now: readonly { post_id: string; picture_ids: readonly string[] }[],
): Promise<void> {
  const changed = now.flatMap(({ post_id: id, picture_ids: pictures }) => {
    const before = known.get(id)
    return before && before.picture_ids.join('\n') !== pictures.join('\n')
      ? [{ id, before: before.picture_ids, pictures }]
      : []
  })
  await renumber(tx, changed)
  const back = [...known.values()].filter(({ is_deleted: isDeleted }) => isDeleted)
  await markBack(
    tx,
    back.map(({ id }) => id),
  )
}

type Changed = { id: string; before: readonly string[]; pictures: readonly string[] }
type Numbered = Partial<Pick<Extracted, 'pictures' | 'evidence'>>

/**
 * The numbers in drafts are places among the pictures of the post, which has others or another
 * order now.
 */
async function renumber(tx: Tx, posts: readonly Changed[]): Promise<void> {
  if (posts.length === 0) return
  const { rows } = await sql<{
    id: string
    post_id: string
    extracted: Numbered
    edits: Numbered
  }>`
    select id, post_id, extracted, edits from product_drafts
    where post_id = any (${posts.map(({ id }) => id)}::uuid[]) order by id for no key update`.execute(
    tx,
  )
  const drafts = rows.flatMap(({ id, post_id, extracted, edits }) => {
    const post = posts.find((each) => each.id === post_id)
    return post
      ? [{ id, extracted: renumbered(extracted, post), edits: renumbered(edits, post) }]
      : []
  })
  await renumberDrafts(tx, drafts)
}

function renumbered<Fields extends Numbered>(
  fields: Fields,
  { before, pictures }: Changed,
): Fields {
  const now = new Map(pictures.map((name, at) => [pictureId(name), at + 1]))
  const moved = (number: number): number | undefined => now.get(pictureId(before[number - 1] ?? ''))
  return {
    ...fields,
    ...(fields.pictures && { pictures: fields.pictures.flatMap((number) => moved(number) ?? []) }),
    ...(fields.evidence && {
      evidence: Object.fromEntries(
        Object.entries(fields.evidence).flatMap(([field, evidence]): [string, FieldEvidence][] => {
          if (evidence.kind === 'caption') return [[field, evidence]]
          const number = moved(evidence.number)
          return number === undefined ? [] : [[field, { ...evidence, number }]]
        }),
      ),
    }),
  }
}

/** Posts are on Instagram again, and so are the sources of their products and drafts. */
async function markBack(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await markSourcesBack(tx, ids)
  await markDraftsBack(tx, ids)
}
