import { createReadStream } from 'node:fs'
import type { PublishFile } from '../../../platforms/publisher.ts'
import { publicUploadUrl } from '../../../media/public-url.ts'
import type { Services } from '../../services.ts'
import { EXTENSIONS } from './prepared.ts'
import {
  pathOf,
  flush,
  incomingFolder,
  placeFile,
  reencodedPathOf,
  type StoredFile,
} from './upload-files.ts'
import type { Upload } from './uploads-store.ts'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '../../../base/errors.ts'
import { withWorkFolder } from '../../../base/files/work-folder.ts'

import sharp from 'sharp'

const QUALITY = 90

/**
 * Encodes a stored picture once more, as the plainest JPEG: one scan, sRGB without a profile, the
 * usual share of colour. The result stays beside the picture, so that each account is sent the same
 * bytes, also after a restart.
 */
async function reencode(
  folder: string,
  picture: StoredFile,
): Promise<{ path: string; bytes: number }> {
  const path = reencodedPathOf(folder, picture)
  const known = await sizeOf(path)
  if (known !== undefined) return { path, bytes: known }
  return await withWorkFolder(incomingFolder(folder), async (work) => {
    const made = join(work, 'reencoded')
    const { size } = await sharp(pathOf(folder, picture), { failOn: 'error' })
      .toColorspace('srgb')
      .jpeg({ quality: QUALITY, progressive: false, chromaSubsampling: '4:2:0' })
      .toFile(made)
    await flush(made)
    await placeFile(made, path)
    return { path, bytes: size }
  })
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined // not needed before
    throw error
  }
}

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
