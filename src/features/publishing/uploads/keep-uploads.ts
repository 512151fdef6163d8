import type { Db } from '../../../db/handles.ts'
import { removeDeadFolders } from '../../../base/files/work-folder.ts'
import { lockExclusive } from '../../../db/locks.ts'
import { EXTENSIONS, type MediaType } from './prepared.ts'
import {
  flush,
  incomingFolder,
  oldFiles,
  pathOf,
  placeFile,
  previewPathOf,
  removeFile,
} from './upload-files.ts'
import { requireQuota, type RoomLimits } from './upload-room.ts'
import {
  deleteSomeOld,
  deleteUpload,
  findUnreferred,
  insertUpload,
  type NewUpload,
} from './uploads-store.ts'

type Place = { db: Db; folder: string }

/** The place of files that come from users. */
type LimitedPlace = Place & { limits: RoomLimits }

/** Stores a file that was checked and its row; returns the id. The same bytes are stored once. */
export async function keepUpload(
  { db, folder, limits }: LimitedPlace,
  upload: NewUpload,
  preview: string | null,
): Promise<string> {
  const { sha256, path, mediaType } = upload.prepared
  await flush(path)
  return await db.transaction().execute(async (tx) => {
    // Else another process could find the file unreferred, and delete it under the new row.
    await lockExclusive(tx, 'uploads')
    // Files that came at once have each been within the quota.
    await requireQuota(tx, limits, { ownerId: upload.ownerId, bytes: upload.prepared.bytes })
    const file = { sha256, media_type: mediaType }
    if (preview !== null) await placeFile(preview, previewPathOf(folder, file))
    await placeFile(path, pathOf(folder, file))
    return await insertUpload(tx, upload)
  })
}

/** Throws NoSuchRecordError, and ConflictError for one that a post uses. */
export async function dropUpload(place: Place, id: string): Promise<void> {
  const { sha256 } = await deleteUpload(place.db, id)
  await dropFiles(place, [sha256])
}

/**
 * The age (real time) by which files that a process left, killed between two steps, are deleted.
 */
const LEFT_OVER_MS = 24 * 3_600_000

/**
 * Deletes uploads that nothing uses and that are older than this (world time), then files that no
 * row refers to; returns how many uploads. An aborted signal ends it between two batches.
 */
export async function dropOldUploads(
  place: Place,
  keepMs: number,
  signal: AbortSignal,
): Promise<number> {
  let dropped = 0
  while (!signal.aborted) {
    const some = await deleteSomeOld(place.db, keepMs)
    if (some.length === 0) break
    await dropFiles(
      place,
      some.map(({ sha256 }) => sha256),
    )
    dropped += some.length
  }
  const before = new Date(Date.now() - LEFT_OVER_MS)
  for await (const hashes of oldFiles(place.folder, before)) {
    if (signal.aborted) return dropped
    await dropFiles(
      place,
      hashes.map((hash) => Buffer.from(hash, 'hex')),
    )
  }
  await removeDeadFolders(incomingFolder(place.folder), new Date())
  return dropped
}

/** Removes those of these files that no row refers to. */
async function dropFiles({ db, folder }: Place, hashes: readonly Buffer[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await lockExclusive(tx, 'uploads')
    for (const sha256 of await findUnreferred(tx, hashes))
      for (const type of MEDIA_TYPES) await removeFile(folder, { sha256, media_type: type })
  })
}

const MEDIA_TYPES = Object.keys(EXTENSIONS) as MediaType[]
