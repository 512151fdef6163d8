import { sql } from 'kysely'
import {
  ConflictError,
  InvalidInputError,
  invalidField,
  NoSuchRecordError,
} from '../../../base/errors.ts'
import { isUuid } from '../../../base/text.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { recordset } from '../../../db/rows.ts'
import { namedVersions } from '../named-versions.ts'
import type { OwnerScope } from './projects.ts'
import { tagsIn } from '../tags.ts'

export const BINDING_KINDS = ['manual', 'tagged'] as const
export type BindingKind = (typeof BINDING_KINDS)[number]

/** The most posts of a version: more do not help in comparing. */
const MAX_POSTS = 50

const selectBindings = (db: Db, scope: OwnerScope) =>
  db
    .selectFrom('bindings as binding')
    .innerJoin('project_versions as version', 'version.id', 'binding.version_id')
    .innerJoin('projects as project', 'project.id', 'version.project_id')
    .leftJoin('shared.own_media as media', 'media.id', 'binding.media_id')
    .select(['binding.id', 'binding.version_id', 'binding.media_id', 'binding.created_at'])
    .select(['version.project_id', 'version.number', 'project.name as project'])
    .select(['media.permalink', sql<BindingKind>`binding.kind`.as('kind')])
    .$if(scope !== null, (bindings) => bindings.where('project.owner_id', '=', scope))

export type BindingRow = Awaited<
  ReturnType<ReturnType<typeof selectBindings>['executeTakeFirstOrThrow']>
>

/** Throws NoSuchRecordError, also for a binding of another owner. */
export async function getBinding(db: Db, scope: OwnerScope, id: string): Promise<BindingRow> {
  const row = await selectBindings(db, scope).where('binding.id', '=', id).executeTakeFirst()
  if (!row) throw noSuchBinding(id)
  return row
}

export const bindingOf = async (db: Db, mediaId: string): Promise<BindingRow | undefined> =>
  await selectBindings(db, null).where('binding.media_id', '=', mediaId).executeTakeFirst()

export const listBindings = async (
  db: Db,
  scope: OwnerScope,
  mediaIds: readonly string[],
): Promise<BindingRow[]> =>
  await selectBindings(db, scope)
    .where('binding.media_id', 'in', [...mediaIds])
    .execute()

/** Posts of a connection that are bound to versions: without it their numbers end. */
export async function countBoundPosts(
  db: Db,
  connectionId: string,
): Promise<{ what: string; count: number }[]> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count
    from bindings b join shared.own_media m on m.id = b.media_id
    where m.connection_id = ${connectionId}::uuid`.execute(db)
  return [{ what: 'bound_posts', count: rows[0]?.count ?? 0 }]
}

/** Removes a binding; post and version stay. Throws NoSuchRecordError. */
export async function unbind(db: Db, scope: OwnerScope, id: string): Promise<void> {
  await getBinding(db, scope, id)
  await db.deleteFrom('bindings').where('id', '=', id).execute()
}

/** Names a post: by gramd's id of it, the platform's, or its link. */
export type PostName = { id: string } | { permalink: string }

/** Returns the post of this name if the caller may see it. */
export async function findMedia(db: Db, scope: OwnerScope, post: PostName) {
  const posts = db
    .selectFrom('shared.own_media')
    .select(['id', 'owner_id', 'caption'])
    .$if(scope !== null, (media) => media.where('owner_id', '=', scope))
  if ('permalink' in post) {
    const shortcode = shortcodeIn(post.permalink)
    if (shortcode === undefined) return undefined
    return await posts.where('shortcode', '=', shortcode).executeTakeFirst()
  }
  const column = isUuid(post.id) ? 'id' : 'platform_id'
  return await posts.where(column, '=', post.id).executeTakeFirst()
}

/** The code in a link of the platform, in each of its forms. */
const shortcodeIn = (link: string): string | undefined =>
  /^(?:https?:\/\/)?(?:www\.|m\.)?instagram\.com\/(?:[^/?#]+\/)?(?:reels?|p|tv)\/([\w-]{3,40})(?:[/?#]|$)/i.exec(
    link.trim(),
  )?.[1]

/**
 * Binds a post to a version of the same owner; a post that is bound to it already stays so. Throws
 * InvalidInputError for what is not there, PostBoundError, and ConflictError for a version with too
 * many posts.
 */
export async function bind(
  tx: Tx,
  scope: OwnerScope,
  newBinding: { projectId: string; versionId: string; post: PostName },
): Promise<{ binding: BindingRow; isNew: boolean }> {
  const version = await tx
    .selectFrom('project_versions as version')
    .innerJoin('projects as project', 'project.id', 'version.project_id')
    .select(['version.id', 'project.owner_id'])
    .where('version.id', '=', newBinding.versionId)
    .where('project.id', '=', newBinding.projectId)
    .$if(scope !== null, (versions) => versions.where('project.owner_id', '=', scope))
    .forNoKeyUpdate('version')
    .executeTakeFirst()
  if (!version)
    throw invalidField('versionId', 'is no version of this project of yours', {
      code: 'unknown_reference',
    })
  const field = 'permalink' in newBinding.post ? 'permalink' : 'igMediaId'
  const media = await findMedia(tx, scope, newBinding.post)
  if (!media) {
    const reason = 'is none of your posts that gramd knows; new ones appear within half an hour'
    throw new InvalidInputError(`${field}: ${reason}`, [{ field, reason, code: 'unknown_post' }])
  }
  if (media.owner_id !== version.owner_id)
    throw invalidField(field, 'belongs to another owner than the project', {
      code: 'other_owner',
    })
  const before = await bindingOf(tx, media.id)
  if (before?.version_id === version.id) return { binding: before, isNew: false }
  if (before) throw new PostBoundError(before, field)
  const { posts } = await tx
    .selectFrom('bindings')
    .select(({ fn }) => fn.countAll<number>().as('posts'))
    .where('version_id', '=', version.id)
    .executeTakeFirstOrThrow()
  if (posts >= MAX_POSTS)
    throw new ConflictError(`the version has ${posts} posts: make another version`)
  const made = await tx
    .insertInto('bindings')
    .values({ version_id: version.id, media_id: media.id, kind: 'manual' })
    .onConflict((conflict) => conflict.column('media_id').doNothing())
    .returning('id')
    .executeTakeFirst()
  const binding = await bindingOf(tx, media.id)
  // Another request was faster.
  if (!made && binding) throw new PostBoundError(binding, field)
  if (!binding) throw new NoSuchRecordError(`no post ${media.id}`)
  return { binding, isNew: true }
}

/**
 * Binds posts to the versions of the same owner that their captions name. A caption that names
 * several versions, or a version of another owner, binds nothing; a bound post stays as it is.
 */
export async function bindTagged(
  tx: Tx,
  prefix: string,
  mediaIds: readonly string[],
): Promise<void> {
  const posts = await tx
    .selectFrom('shared.own_media')
    .select(['id', 'caption'])
    .where('id', 'in', [...mediaIds])
    // In one order everywhere.
    .orderBy('id')
    .execute()
  const tags = posts.flatMap(({ id, caption }) =>
    tagsIn(caption ?? '', prefix).map((tag) => ({ mediaId: id, tag })),
  )
  if (tags.length === 0) return
  const named = namedVersions(tags.map(({ tag }, place) => ({ ...tag, place })))
  const media = tags.map(({ mediaId }, place) => ({ place, media_id: mediaId }))
  await sql`
    insert into bindings (version_id, media_id, kind)
    select (array_agg(named.id))[1], media.id, 'tagged'
    from ${recordset(media, { place: 'integer', media_id: 'uuid' })}
    join ${named} on named.place = r.place
    join shared.own_media media on media.id = r.media_id and named.owner_id is not distinct from media.owner_id
    group by media.id
    having count(distinct named.id) = 1
    order by media.id
    on conflict (media_id) do nothing`.execute(tx)
}

/** A post belongs to one version. */
class PostBoundError extends ConflictError {
  override readonly code = 'post_bound'

  constructor({ id, number, project }: BindingRow, field: string) {
    const reason = `is bound to v${number} of '${project}': unbind it first (DELETE /api/ig/bind/${id})`
    super(`the post ${reason}`, [{ field, reason, code: 'post_bound' }])
  }
}

const noSuchBinding = (id: string): NoSuchRecordError =>
  new NoSuchRecordError(`no binding ${id} of yours`)
