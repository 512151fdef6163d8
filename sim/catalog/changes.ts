import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { skipReason } from '../../tools/evaluate/drafts/left-out.ts'
import type { LabelledPost } from '../../tools/evaluate/drafts/labelled-post.ts'
import type { Difference } from './judge.ts'
import type { Shop, Shops } from './shops.ts'

/** Posts by the platform's id, each in one list. */
export type Planned = {
  /** Approved, then their caption changes. */
  followed: string[]
  /** Approved, then their picture is posted again. */
  reposted: string[]
  /** Approved, then taken down. */
  sold: string[]
  /** Taken down before anybody decided. */
  dropped: string[]
  /** Unapproved drafts whose caption changes. */
  edited: string[]
  published: number
}

export type Changes = Planned & { reposts: { id: string; of: string }[] }

export const approvedIn = ({ followed, reposted, sold }: Planned): string[] => [
  ...followed,
  ...reposted,
  ...sold,
]

/** Chooses up to `count` posts of a shop for each change. */
export function chooseChanges({ posts }: Shop, count: number): Planned {
  const simple = [...posts].flatMap(([id, post]) => (isSimple(post) ? [id] : []))
  const each = Math.min(count, Math.floor(simple.length / 4))
  const [followed = [], reposted = [], sold = [], dropped = []] = [0, 1, 2, 3].map((at) =>
    simple.slice(at * each, (at + 1) * each),
  )
  const chosen = new Set(simple.slice(0, 4 * each))
  const edited = [...posts.keys()].filter((id) => !chosen.has(id)).slice(0, count)
  return { followed, reposted, sold, dropped, edited, published: count }
}

/** One product with a price, on one picture. */
export const isSimple = (post: LabelledPost): boolean =>
  post.truth.products.length === 1 &&
  post.truth.products.every(({ price }) => price !== null) &&
  post.pictures.length === 1 &&
  post.kind !== 'videos' &&
  skipReason(post) === null

/** Makes them on Instagram. */
export function makeChanges(shops: Shops, shop: Shop, planned: Planned): Changes {
  const before = [...shop.posts.values()]
  const edit = (id: string, isWanted: (other: LabelledPost, post: LabelledPost) => boolean) => {
    const post = shop.posts.get(id)
    const other = post && before.find((each) => each.id !== post.id && isWanted(each, post))
    if (other) shops.edit(shop, id, other)
  }
  for (const id of planned.followed) edit(id, isSimple)
  for (const id of planned.edited) edit(id, isSameForm)
  const reposts = planned.reposted.map((of) => ({ id: shops.repost(shop, of, isSimple).id, of }))
  for (const id of [...planned.sold, ...planned.dropped]) shops.remove(shop, id)
  for (let left = planned.published; left > 0; left -= 1) shops.publish(shop)
  return { ...planned, reposts }
}

const isSameForm = (one: LabelledPost, other: LabelledPost): boolean =>
  one.pictures.length === other.pictures.length &&
  (one.kind === 'videos') === (other.kind === 'videos')

type After = {
  platform_id: string
  is_deleted: boolean
  status: string
  flags: string[]
  product_id: string | null
  duplicate_of: string | null
  /** The product is there, active, and says what the post says now. */
  is_active: boolean
  is_followed: boolean
  is_reported_deleted: boolean
}

/**
 * Returns what differs from the expected effects of the changes, for a model that answers
 * truthfully.
 */
export async function differencesAfter(
  db: Db,
  storeId: string,
  { followed, sold, dropped, reposts }: Changes,
): Promise<Difference[]> {
  const { rows } = await sql<After>`
    select p.platform_id, p.deleted_at is not null as is_deleted, d.status, d.flags, d.product_id, d.duplicate_of,
      o.status is not distinct from 'active' as is_active, o.source_deleted_at is not null as is_reported_deleted,
      (o.name = d.extracted ->> 'name' and o.price is not distinct
        from (d.extracted ->> 'price')::numeric) is true as is_followed
    from product_drafts d join catalog_posts p on p.id = d.post_id left join products o on o.id = d.product_id
    where d.store_id = ${storeId}::uuid and d.position = 0`.execute(db)
  const byId = new Map(rows.map((row) => [row.platform_id, row]))
  const wrong = (
    ids: readonly string[],
    label: string,
    isRight: (row: After, id: string) => boolean,
  ): Difference[] =>
    ids.flatMap((id) => {
      const row = byId.get(id)
      return row && isRight(row, id)
        ? []
        : [{ post: id, label, field: 'change', expected: label, stored: row ?? null }]
    })
  const originals = new Map(reposts.map(({ id, of }) => [id, byId.get(of)?.product_id]))
  return [
    ...wrong(followed, 'the product follows its post', (row) => row.is_active && row.is_followed),
    ...wrong(
      [...originals.keys()],
      'the repost is shown beside its product',
      ({ status, flags, duplicate_of: product }, id) =>
        status === 'pending' &&
        flags.includes('possible_duplicate') &&
        product !== null &&
        product === originals.get(id),
    ),
    ...wrong(
      sold,
      'the product of a deleted post stays and says so',
      (row) =>
        row.is_deleted && row.status === 'approved' && row.is_active && row.is_reported_deleted,
    ),
    ...wrong(
      dropped,
      'the draft of a deleted post stays and says so',
      (row) => row.is_deleted && row.status === 'pending' && row.flags.includes('post_deleted'),
    ),
  ]
}
