import { createReadStream } from 'node:fs'
import type { PublishFile } from '../../../platforms/publisher.ts'
import { publicUploadUrl } from '../../../media/public-url.ts'
import type { Services } from '../../services.ts'
import { EXTENSIONS } from './prepared.ts'
import { reencode } from './reencode.ts'
import { pathOf } from './upload-files.ts'
import type { Upload } from './uploads-store.ts'

/** Meta fetches at once, and tries again for some minutes. */
const ADDRESS_MS = 3_600_000

/** An upload as publishers take it. Without GRAMD_PUBLIC_URL it has no address. */
export function fileOf(
  upload: Upload,
  {
    uploadsFolder,
    publicUrl,
    encryptionKeys: keys,
  }: Pick<Services['config'], 'uploadsFolder' | 'publicUrl' | 'encryptionKeys'>,
): PublishFile {
  const { id, bytes, width, height, sha256, mediaType } = upload
  const path = pathOf(uploadsFolder, { sha256, media_type: mediaType })
  const file = { id, extension: EXTENSIONS[mediaType] }
  return {
    bytes,
    width,
    height,
    open: (from) => createReadStream(path, { start: from }),
    url:
      publicUrl === undefined
        ? null
        : () => publicUploadUrl({ keys, publicUrl }, file, new Date(Date.now() + ADDRESS_MS)),
  }
}

/** A picture encoded once more, for the route that takes bytes. */
export async function reencodedFileOf(
  { sha256, width, height }: Upload,
  { uploadsFolder }: Pick<Services['config'], 'uploadsFolder'>,
): Promise<PublishFile> {
  const { path, bytes } = await reencode(uploadsFolder, { sha256, media_type: 'image/jpeg' })
  const open: PublishFile['open'] = (from) => createReadStream(path, { start: from })
  return { bytes, width, height, open, url: null }
}
