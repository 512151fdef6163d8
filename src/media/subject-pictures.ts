import { sql, type RawBuilder } from 'kysely'
import { isUuid } from '../base/text.ts'
import { blogSubject } from '../creators/blog-subject.ts'
import type { Db } from '../db/handles.ts'

/** A thing that may have a picture; a creator is named by id or, as an account is, by username. */
export type PictureSubject = {
  kind: 'post' | 'reel' | 'product' | 'creator' | 'username'
  ref: string
}

/** Bytes in our store by their hash, or the preview of an upload. */
export type SubjectPicture = { sha256: string | null; upload_id: string | null }

/** The hash of what an owner has stored under the names that begin like this. */
const storedHash = (owner: RawBuilder<unknown>, name: string) => sql`(
  select encode(u.sha256, 'hex') from shared.media_uses u
  where u.owner = ${owner} and starts_with(u.name, ${sql.lit(name)}) order by u.position limit 1)`

const OF_CREATOR = storedHash(sql`${sql.lit(blogSubject(''))} || b.id`, 'avatar ')
/** The hash of the stored profile picture of the account with this username; null without one. */
export const avatarHashOf = (username: RawBuilder<unknown>): RawBuilder<string | null> =>
  sql<string | null>`(
  select ${OF_CREATOR} from shared.blogs b where b.platform = 'instagram' and b.username = ${username})`

const OF_PRODUCT = storedHash(sql`'product:' || p.id`, '')
const OF_REEL = sql`(
  select encode(u.sha256, 'hex') from shared.media_uses u
  where u.owner = 'connection:' || m.connection_id and u.name = 'post ' || m.platform_id)`

/** Finds the pictures of things by one query; null for those without one. */
export async function findPictures(
  db: Db,
  subjects: readonly PictureSubject[],
): Promise<(subject: PictureSubject) => SubjectPicture | null> {
  const of = (kind: PictureSubject['kind']) => {
    const refs = subjects.flatMap((each) => (each.kind === kind ? [each.ref] : []))
    return [...new Set(kind === 'username' ? refs : refs.filter(isUuid))]
  }
  if (subjects.length === 0) return () => null
  const { rows } = await sql<SubjectPicture & { kind: string; ref: string }>`
    (select distinct on (m.post_id) 'post' as kind, m.post_id::text as ref, null as sha256, m.upload_id
      from shared.post_media m join shared.uploads f on f.id = m.upload_id and f.kind = 'picture'
      where m.post_id = any (${of('post')}::uuid[]) order by m.post_id, m.position)
    union all select 'reel', m.id::text, ${OF_REEL}, null from shared.own_media m
      where m.id = any (${of('reel')}::uuid[])
    union all select 'product', p.id::text, ${OF_PRODUCT}, null from shared.products p
      where p.id = any (${of('product')}::uuid[])
    union all select 'creator', b.id::text, ${OF_CREATOR}, null from shared.blogs b
      where b.id = any (${of('creator')}::uuid[])
    union all select 'username', b.username, ${OF_CREATOR}, null from shared.blogs b
      where b.platform = 'instagram' and b.username = any (${of('username')}::text[])`.execute(db)
  const known = new Map(
    rows.flatMap(({ kind, ref, sha256, upload_id }) =>
      sha256 === null && upload_id === null ? [] : [[`${kind} ${ref}`, { sha256, upload_id }]],
    ),
  )
  return ({ kind, ref }) => known.get(`${kind} ${ref}`) ?? null
}
