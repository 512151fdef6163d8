import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import { ConflictError, NoSuchRecordError } from '../../../base/errors.ts'
import { jsonb } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import type { MediaType, Prepared } from './prepared.ts'
import type { UploadFacts } from './measures.ts'
import type { UploadKind } from './route-limits.ts'
import type { StoredFile } from './upload-files.ts'

/** A picture or a video as it is stored. */
export type Upload = UploadFacts & {
  id: string
  ownerId: string | null
  ownerName: string | null
  fileName: string
  sha256: Buffer
  mediaType: MediaType
  conversions: string[]
  warnings: string[]
  original: Original
  createdAt: Date
}

/** The file as the user gave it. */
const Original = z.looseObject({ format: z.string(), bytes: z.number() })
type Original = z.output<typeof Original>

/**
 * The uses that protect an upload `u` from deletion, beyond its retention: a condition for each
 * table that refers to uploads.
 */
const USES: readonly RawBuilder<unknown>[] = [
  sql`exists (select from post_media m where m.upload_id = u.id)`,
  sql`exists (select from posts p where p.cover_upload_id = u.id)`,
]
const isUsed = sql`(${sql.join(USES, sql` or `)})`

const COLUMNS = sql`
  u.id, u.owner_id as "ownerId", o.name as "ownerName", u.file_name as "fileName", u.sha256,
  u.kind, u.media_type as "mediaType", u.bytes, u.width, u.height, u.duration_ms as "durationMs",
  u.frame_rate as "frameRate", u.bit_rate as "bitRate", u.audio_rate as "audioRate", u.codecs,
  u.conversions, u.warnings, u.report -> 'original' as original, u.created_at as "createdAt"`
const FROM = sql`uploads u left join shared.users o on o.id = u.owner_id`

const read = (row: Upload): Upload => ({ ...row, original: Original.parse(row.original) })

export type NewUpload = {
  ownerId: string | null
  fileName: string
  prepared: Prepared
  original: Original
}

export async function insertUpload(
  tx: Tx,
  { ownerId, fileName, prepared, original }: NewUpload,
): Promise<string> {
  const { id } = await tx
    .insertInto('uploads')
    .values({
      owner_id: ownerId,
      file_name: fileName,
      sha256: prepared.sha256,
      kind: prepared.kind,
      media_type: prepared.mediaType,
      bytes: prepared.bytes,
      width: prepared.width,
      height: prepared.height,
      duration_ms: prepared.durationMs,
      frame_rate: prepared.frameRate,
      bit_rate: prepared.bitRate,
      audio_rate: prepared.audioRate,
      codecs: [...prepared.codecs],
      conversions: [...prepared.conversions],
      warnings: [...prepared.warnings],
      report: jsonb({ original, ...prepared.details }),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export type UploadPage = {
  limit: number
  /** Exclusive: the id of an upload. */
  after?: string | undefined
  kind?: UploadKind | undefined
}

/** Returns how many bytes a user has uploaded. */
export async function bytesOfOwner(db: Db, ownerId: string): Promise<number> {
  const { rows } = await sql<{ bytes: string }>`
    select coalesce(sum(bytes), 0) as bytes from uploads where owner_id = ${ownerId}::uuid`.execute(
    db,
  )
  return Number(rows[0]?.bytes ?? 0)
}

/** The newest first. */
export async function listUploads(db: Db, { limit, after, kind }: UploadPage): Promise<Upload[]> {
  const { rows } = await sql<Upload>`
    select ${COLUMNS} from ${FROM}
    where ${after === undefined ? sql`true` : sql`u.id < ${after}::uuid`}
      ${kind === undefined ? sql`` : sql`and u.kind = ${kind}`}
    order by u.id desc
    limit ${limit}`.execute(db)
  return rows.map(read)
}

/** Throws NoSuchRecordError. */
export async function getUpload(db: Db, id: string): Promise<Upload> {
  const [upload] = await getUploads(db, [id])
  return requireUpload(upload, id)
}

/**
 * Returns uploads in the order of the ids. Throws NoSuchRecordError for an id without an upload.
 */
export async function getUploads(db: Db, ids: readonly string[]): Promise<Upload[]> {
  const { rows } = await sql<Upload>`
    select ${COLUMNS} from ${FROM} where u.id = any (${ids}::uuid[])`.execute(db)
  const found = new Map(rows.map((row) => [row.id, read(row)]))
  return ids.map((id) => requireUpload(found.get(id.toLowerCase()), id))
}

/**
 * Returns uploads like `getUploads`, and protects them from deletion until the transaction ends.
 */
export async function lockUploads(tx: Tx, ids: readonly string[]): Promise<Upload[]> {
  await sql`
    select from uploads where id = any (${ids}::uuid[]) order by id for key share`.execute(tx)
  return await getUploads(tx, ids)
}

function requireUpload(upload: Upload | undefined, id: string): Upload {
  if (upload === undefined)
    throw new NoSuchRecordError(
      `there is no upload ${id}: it may have been deleted; upload it again`,
    )
  return upload
}

/**
 * Deletes an upload's row and returns the file that the row referred to. Throws NoSuchRecordError,
 * and ConflictError for one that a post uses.
 */
export async function deleteUpload(db: Db, id: string): Promise<StoredFile> {
  const { rows } = await sql<StoredFile>`
    delete from uploads u where u.id = ${id}::uuid and not ${isUsed}
    returning u.sha256, u.media_type`.execute(db)
  const [file] = rows
  if (file !== undefined) return file
  await getUpload(db, id)
  throw new ConflictError('a post uses this upload: take it out of the post first')
}

const BATCH = 200

/**
 * Deletes some uploads that nothing uses and that came before so many ms of world time; gives their
 * files.
 */
export async function deleteSomeOld(db: Db, keepMs: number): Promise<StoredFile[]> {
  const { rows } = await sql<StoredFile>`
    delete from uploads where id = any (array(
      select u.id from uploads u
      where u.created_at < (select world_now()) - make_interval(secs => ${keepMs / 1_000})
        and not ${isUsed}
      order by u.created_at limit ${sql.lit(BATCH)}
      for update skip locked
    ))
    returning sha256, media_type`.execute(db)
  return rows
}

/** Returns the hashes, among these, that no row refers to. */
export async function findUnreferred(tx: Tx, hashes: readonly Buffer[]): Promise<Buffer[]> {
  const { rows } = await sql<{ sha256: Buffer }>`
    select distinct input.sha256 from unnest(${hashes}::bytea[]) input (sha256)
    where not exists (select from uploads u where u.sha256 = input.sha256)`.execute(tx)
  return rows.map(({ sha256 }) => sha256)
}
