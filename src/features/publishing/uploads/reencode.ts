import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { codeOf } from '../../../base/errors.ts'
import { withWorkFolder } from '../../../base/files/work-folder.ts'
import {
  flush,
  incomingFolder,
  pathOf,
  placeFile,
  reencodedPathOf,
  type StoredFile,
} from './upload-files.ts'

const QUALITY = 90

/**
 * Encodes a stored picture once more, as the plainest JPEG: one scan, sRGB without a profile, the usual share of colour. The
 * result stays beside the picture, so that each account is sent the same bytes, also after a restart.
 */
export async function reencode(
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
    if (codeOf(error) === 'ENOENT') return undefined // nobody has needed it
    throw error
  }
}
