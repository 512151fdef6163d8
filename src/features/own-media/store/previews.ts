import { sql, type RawBuilder } from 'kysely'
import type { Db, Tx } from '../../../db/handles.ts'
import { readMediaNames, storeMedia } from '../../../media/media-store.ts'
import type { ShrunkImage } from '../../../media/shrink-image.ts'

// Previews of posts are media of their connection, each named after its post: signed addresses end,
// names do not.

const NAME = 'post '

export const previewOwner = (connectionId: string): string => `connection:${connectionId}`

export const previewName = (platformId: string): string => `${NAME}${platformId}`

/** The hash of the preview of `own_media as m`; null where none is stored. */
export const previewHash: RawBuilder<string | null> = sql<string | null>`(
  select encode(picture.sha256, 'hex') from shared.media_uses picture
  where picture.owner = 'connection:' || m.connection_id and picture.name = ${sql.lit(NAME)} || m.platform_id
)`

export const readPreviewNames = async (db: Db, connectionId: string): Promise<Set<string>> =>
  await readMediaNames(db, previewOwner(connectionId))

export type Preview = { platformId: string; image: ShrunkImage }

/** Adds previews to those that a connection has (`known` names). */
export async function storePreviews(
  tx: Tx,
  connectionId: string,
  known: ReadonlySet<string>,
  previews: readonly Preview[],
): Promise<void> {
  if (previews.length === 0) return
  const fetched = previews.map(({ platformId, image }) => ({
    ...image,
    name: previewName(platformId),
    position: 0,
  }))
  await storeMedia(tx, previewOwner(connectionId), {
    known: [...known].map((name) => ({ name, position: 0 })),
    fetched,
  })
}
