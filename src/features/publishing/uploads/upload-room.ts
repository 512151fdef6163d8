import { megabytes, requireFreeSpace } from '../../../base/files/free-space.ts'
import type { Db } from '../../../db/handles.ts'
import { ownerOfNew } from '../../../http/access/owner.ts'
import type { RequireRoom } from '../../../http/body/multipart.ts'
import type { Services } from '../../services.ts'
import { unfit } from './refusal.ts'
import { MB } from './route-limits.ts'
import { bytesOfOwner } from './uploads-store.ts'

/** The limits of the disk space for uploads: of all together, and of each user. */
export type RoomLimits = Pick<
  Services['config'],
  'uploadsMinFreeMegabytes' | 'uploadsQuotaMegabytes'
>

/** Refuses a file before it is stored when the disk or the user has no room for it. */
export const roomFor =
  (db: Db, limits: RoomLimits): RequireRoom =>
  async (c, folder, bytes) => {
    await requireFreeSpace(folder, limits.uploadsMinFreeMegabytes)
    await requireQuota(db, limits, { ownerId: ownerOfNew(c.get('principal')), bytes })
  }

/** Throws InvalidInputError when these bytes more are beyond the quota of their owner. */
export async function requireQuota(
  db: Db,
  { uploadsQuotaMegabytes }: Pick<RoomLimits, 'uploadsQuotaMegabytes'>,
  { ownerId, bytes }: { ownerId: string | null; bytes: number },
): Promise<void> {
  const quota = uploadsQuotaMegabytes * MB
  if (quota === 0 || ownerId === null) return
  const used = await bytesOfOwner(db, ownerId)
  if (used + bytes < quota) return
  throw unfit(
    'quota',
    `your uploads take ${megabytes(used)}, and with this file more than the ${megabytes(quota)} that a user may store`,
    'delete uploads that no post uses, or have an admin raise GRAMD_UPLOADS_QUOTA_MB',
  )
}
