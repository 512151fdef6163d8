import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import type { SuggestedVersion } from '../../services.ts'
import { stemHashes } from '../text-similarity.ts'
import { namedVersions } from '../named-versions.ts'
import { tagsIn } from '../tags.ts'

/** The least similarity of a version that is suggested to a person. */
const MIN_SIMILARITY = 0.4
/** The fewest words in common; fewer may be chance. */
const MIN_SHARED = 4
const MAX_SUGGESTED = 5
/** The most versions of an owner that are compared: the newest ones. */
const MAX_COMPARED = 1_000

type OwnedPost = { owner_id: string | null; caption: string | null }

/** Returns the condition for an owner; unlike `is not distinct from`, it uses an index. */
const isOwnedBy = (owner: string | null) =>
  owner === null ? sql`p.owner_id is null` : sql`p.owner_id = ${owner}::uuid`

/** Versions of the post's owner whose script is like its caption, the likest first. */
export async function suggestVersions(
  db: Db,
  { owner_id, caption }: OwnedPost,
): Promise<SuggestedVersion[]> {
  const hashes = stemHashes(caption ?? '')
  if (hashes.length < MIN_SHARED) return []
  const { rows } = await sql<SuggestedVersion>`
    with candidate as materialized (
      select v.id, v.project_id, v.number, v.title, v.stem_hashes, p.name as project
      from project_versions v join projects p on p.id = v.project_id
      where ${isOwnedBy(owner_id)} and cardinality(v.stem_hashes) >= ${MIN_SHARED}
      order by v.id desc limit ${MAX_COMPARED}
    ),
    alike as (
      select candidate.id, count(*) as words
      from candidate cross join unnest(candidate.stem_hashes) stem join unnest(${hashes}::int[]) asked on asked = stem
      group by candidate.id
    )
    select project_id, project, id as version_id, number, title, similarity
    from candidate join alike using (id)
    cross join lateral (
      select words / least(cardinality(stem_hashes), ${hashes.length}::int)::float8 as similarity
    ) measured
    where words >= ${MIN_SHARED} and similarity >= ${MIN_SIMILARITY}
    order by similarity desc, id desc
    limit ${MAX_SUGGESTED}`.execute(db)
  return rows
}

/**
 * The version that a tag of a caption names; `versionId` is null if the post's owner has no such
 * version.
 */
type ReadTag = { projectId: string; number: number; versionId: string | null }

/**
 * Returns the versions that the tags of a caption name. A short tag that names no version is an
 * ordinary hashtag.
 */
export async function readTags(
  db: Db,
  prefix: string,
  { owner_id, caption }: OwnedPost,
): Promise<ReadTag[]> {
  const tags = tagsIn(caption ?? '', prefix)
  if (tags.length === 0) return []
  const { rows } = await sql<{ place: number; id: string; project_id: string; number: number }>`
    select named.place, named.id, named.project_id, named.number
      from ${namedVersions(tags.map((tag, place) => ({ ...tag, place })))}
    where named.owner_id is not distinct from ${owner_id}::uuid`.execute(db)
  return tags.flatMap((tag, place): ReadTag[] => {
    const row = rows.find((each) => each.place === place)
    if (row) return [{ projectId: row.project_id, number: row.number, versionId: row.id }]
    return 'code' in tag ? [] : [{ ...tag, versionId: null }]
  })
}
