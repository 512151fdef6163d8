import { setLastNumber, getProject, lockProject, type OwnerScope } from './projects.ts'
import { sql } from 'kysely'
import { ConflictError, NoSuchRecordError } from '../../../base/errors.ts'
import { isUuid } from '../../../base/text.ts'
import { jsonb, worldNow } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { stemHashes } from '../text-similarity.ts'
import type { Horizon } from '../horizon.ts'
import type { Predicted } from '../metrics.ts'

export type VersionFields = {
  title: string | null
  script: string | null
  length_seconds: number | null
  horizon_hours: Horizon
  predicted: Predicted
}
type VersionChange = { [Field in keyof VersionFields]?: VersionFields[Field] | undefined }

/**
 * The address of a version of a project that the caller may see: its id or its number, as `3` or
 * `v3`.
 */
export type VersionAddress = { scope: OwnerScope; projectId: string; version: string }

/** The most versions of a project: more do not help in finding one. */
const MAX_VERSIONS = 200

const selectAllVersions = (db: Db) =>
  db
    .selectFrom('project_versions as version')
    .select(['version.id', 'version.project_id', 'version.number', 'version.title'])
    .select(['version.script', 'version.length_seconds', 'version.tag_code'])
    .select(['version.created_at', 'version.updated_at'])
    .select([
      sql<Horizon>`version.horizon_hours`.as('horizon_hours'),
      sql<Predicted>`version.predicted`.as('predicted'),
      sql<number>`(select count(*) from bindings b where b.version_id = version.id)`.as('posts'),
    ])

const selectVersions = (db: Db, projectId: string) =>
  selectAllVersions(db).where('version.project_id', '=', projectId)

export const readVersions = async (db: Db, ids: readonly string[]): Promise<VersionRow[]> =>
  await selectAllVersions(db)
    .where('version.id', 'in', [...ids])
    .execute()

export type VersionRow = Awaited<
  ReturnType<ReturnType<typeof selectVersions>['executeTakeFirstOrThrow']>
>

/** Newest first, below this number. Throws NoSuchRecordError when there is no such project. */
export async function listVersions(
  db: Db,
  scope: OwnerScope,
  projectId: string,
  { below, limit }: { below?: number | undefined; limit: number },
): Promise<VersionRow[]> {
  await getProject(db, scope, projectId)
  return await selectVersions(db, projectId)
    .$if(below !== undefined, (versions) => versions.where('version.number', '<', below ?? 0))
    .orderBy('version.number', 'desc')
    .limit(limit)
    .execute()
}

/** Throws NoSuchRecordError. */
export async function getVersion(
  db: Db,
  { scope, projectId, version }: VersionAddress,
): Promise<VersionRow> {
  await getProject(db, scope, projectId)
  return await readVersion(db, projectId, version)
}

async function readVersion(db: Db, projectId: string, version: string): Promise<VersionRow> {
  const row = await selectVersions(db, projectId)
    .$if(isUuid(version), (versions) => versions.where('version.id', '=', version))
    .$if(!isUuid(version), (versions) => versions.where('version.number', '=', numberOf(version)))
    .executeTakeFirst()
  if (!row) throw noSuchVersion(version)
  return row
}

const numberOf = (version: string): number => Number(version.replace(/^v/i, ''))

/** Makes the next version. Throws NoSuchRecordError, and ConflictError when there are too many. */
export async function createVersion(
  tx: Tx,
  scope: OwnerScope,
  projectId: string,
  fields: VersionFields,
): Promise<VersionRow> {
  const number = (await lockProject(tx, scope, projectId)).last_number + 1
  const { versions } = await tx
    .selectFrom('project_versions')
    .select(({ fn }) => fn.countAll<number>().as('versions'))
    .where('project_id', '=', projectId)
    .executeTakeFirstOrThrow()
  if (versions >= MAX_VERSIONS)
    throw new ConflictError(`the project has ${versions} versions: remove some, or begin another`)
  await setLastNumber(tx, projectId, number)
  return await readVersion(tx, projectId, await insertVersion(tx, projectId, number, fields))
}

/**
 * Tries again with another code for its tag when a version has that one: of 887 million, so two
 * tries are plenty.
 */
async function insertVersion(
  tx: Tx,
  projectId: string,
  number: number,
  fields: VersionFields,
): Promise<string> {
  const insert = tx
    .insertInto('project_versions')
    .values({
      ...fields,
      predicted: jsonb(fields.predicted),
      project_id: projectId,
      number,
      stem_hashes: hashesOf(fields),
    })
    .onConflict((conflict) => conflict.column('tag_code').doNothing())
    .returning('id')
  const made = (await insert.executeTakeFirst()) ?? (await insert.executeTakeFirstOrThrow())
  return made.id
}

const hashesOf = ({ title, script }: Pick<VersionFields, 'title' | 'script'>): number[] =>
  stemHashes(`${title ?? ''} ${script ?? ''}`)

/**
 * Changes what is given. Throws NoSuchRecordError, and PredictionKeptError when a post is bound:
 * what was expected of it must not follow what came.
 */
export async function changeVersion(
  tx: Tx,
  at: VersionAddress,
  { predicted, ...change }: VersionChange,
  check = async (_before: VersionRow) => await Promise.resolve(),
): Promise<VersionRow> {
  const before = await lockVersion(tx, at)
  await check(before)
  if (before.posts > 0) {
    if (predicted !== undefined && !isSame(predicted, before.predicted))
      throw new FrozenPredictionError(before, 'predicted')
    if (change.horizon_hours !== undefined && change.horizon_hours !== before.horizon_hours)
      throw new FrozenPredictionError(before, 'horizon_hours')
  }
  const hashes = hashesAfter(before, change)
  await tx
    .updateTable('project_versions')
    .set({
      // What is undefined stays.
      ...change,
      ...(predicted === undefined ? {} : { predicted: jsonb(predicted) }),
      ...(hashes === undefined ? {} : { stem_hashes: hashes }),
      updated_at: worldNow,
    })
    .where('id', '=', before.id)
    .execute()
  return await readVersion(tx, at.projectId, before.id)
}

/** Removes a version without posts. Throws NoSuchRecordError, ConflictError. */
export async function removeVersion(tx: Tx, at: VersionAddress): Promise<void> {
  const { id, number, posts } = await lockVersion(tx, at)
  if (posts > 0) {
    const reason = `v${number} has ${posts === 1 ? 'a bound post' : `${posts} bound posts`}: unbind first`
    throw new ConflictError(reason, [{ field: 'version', reason, code: 'has_posts' }])
  }
  await tx.deleteFrom('project_versions').where('id', '=', id).execute()
}

/** A version that no post can be bound to until the transaction ends. */
async function lockVersion(
  tx: Tx,
  { scope, projectId, version }: VersionAddress,
): Promise<VersionRow> {
  await lockProject(tx, scope, projectId)
  const { id } = await readVersion(tx, projectId, version)
  // A binding refers to the version, and waits for this.
  await tx.selectFrom('project_versions').select('id').where('id', '=', id).forUpdate().execute()
  return await readVersion(tx, projectId, id)
}

/** Undefined when neither title nor script changes. */
function hashesAfter(
  before: Pick<VersionFields, 'title' | 'script'>,
  { title, script }: VersionChange,
): number[] | undefined {
  if (title === undefined && script === undefined) return undefined
  return hashesOf({
    title: title === undefined ? before.title : title,
    script: script === undefined ? before.script : script,
  })
}

const isSame = (one: Predicted, other: Predicted): boolean => {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])] as (keyof Predicted)[]
  return names.every((name) => one[name] === other[name])
}

/** The error for a change of the expected values of a version with a bound post. */
class FrozenPredictionError extends ConflictError {
  override readonly code = 'prediction_kept'

  constructor({ number }: Pick<VersionRow, 'number'>, field: 'predicted' | 'horizon_hours') {
    const reason = `v${number} has a bound post and keeps its prediction: make a new version, or unbind the post`
    super(reason, [{ field, reason, code: 'prediction_kept' }])
  }
}

const noSuchVersion = (version: string): NoSuchRecordError =>
  new NoSuchRecordError(`no version ${version} of this project`)
