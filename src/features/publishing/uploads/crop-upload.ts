import { createHash } from 'node:crypto'
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { ConflictError, invalidField } from '../../../base/errors.ts'
import { withWorkFolder } from '../../../base/files/work-folder.ts'
import { headerOf } from './decode-picture.ts'
import { preparePicture } from './picture.ts'
import { prepareAndKeep, type Intake } from './take-upload.ts'
import { incomingFolder, pathOf, readStored } from './upload-files.ts'
import type { Upload } from './uploads-store.ts'

/** A part of a picture in pixels, or its middle with a ratio of width to height. */
export type Cut = { x: number; y: number; width: number; height: number } | { ratio: number }

/** Above what the result is stored with, so that it loses little. */
const QUALITY = 95
/** A stored picture is at most 1,440 px wide. */
const CUT_BYTES = 60_000_000

/**
 * Stores a part of a picture as an upload of its own; gives its id. Throws InvalidInputError,
 * ConflictError for a video, and NoSuchRecordError where the folder lacks its file.
 */
export async function cropUpload(
  intake: Intake,
  upload: Upload,
  cut: Cut,
  ownerId: string | null,
): Promise<string> {
  if (upload.kind === 'video')
    throw new ConflictError('a video cannot be cut here: cut it in the program that made it')
  const { x: left, y: top, width, height } = 'ratio' in cut ? middleOf(upload, cut.ratio) : cut
  if (left + width > upload.width || top + height > upload.height)
    throw invalidField(
      left + width > upload.width ? 'width' : 'height',
      `the picture has ${upload.width}×${upload.height} px, and the part ends outside`,
      { code: 'outside_picture' },
    )
  const { folder, limits } = intake
  const { fileName, original } = upload
  const source = pathOf(folder, { sha256: upload.sha256, media_type: upload.mediaType })
  await readStored(async () => await stat(source))
  return await withWorkFolder(incomingFolder(folder), async (work) => {
    const prepare = async (target: string) => {
      const cutting = sharp(source).extract({ left, top, width, height })
      const data = await cutting.jpeg({ quality: QUALITY }).toBuffer()
      const path = join(work, 'cut')
      await writeFile(path, data, { flag: 'wx', mode: 0o600 })
      const sha256 = createHash('sha256').update(data).digest()
      const file = { path, bytes: data.length, sha256 }
      const header = await headerOf(file, 'JPEG')
      const made = await preparePicture(file, { format: 'JPEG', header, target, limits })
      const conversions = [...new Set([...upload.conversions, 'cut', ...made.conversions])]
      return { ...made, conversions }
    }
    const made = { ownerId, fileName, original, folder: work }
    return await prepareAndKeep(intake, made, { bytes: CUT_BYTES, prepare })
  })
}

/**
 * The largest part around the middle. Whole pixels bring it nearer to a square than the ratio is,
 * never further from it: a ratio that is taken gives a picture that is taken.
 */
function middleOf({ width, height }: Pick<Upload, 'width' | 'height'>, ratio: number) {
  const isTooWide = width / height > ratio
  const cut = isTooWide
    ? { width: widthFor(height, ratio), height }
    : { width, height: heightFor(width, ratio) }
  return {
    x: Math.floor((width - cut.width) / 2),
    y: Math.floor((height - cut.height) / 2),
    ...cut,
  }
}

const widthFor = (height: number, ratio: number): number =>
  near(height * ratio, (width) => isNotPast(width / height, ratio), ratio > 1 ? -1 : 1)

const heightFor = (width: number, ratio: number): number =>
  near(width / ratio, (height) => isNotPast(width / height, ratio), ratio > 1 ? 1 : -1)

/** Whether a ratio is no further from a square than another one. */
const isNotPast = (ratio: number, limit: number): boolean =>
  limit > 1 ? ratio <= limit : ratio >= limit

/** The whole number next to `exact` that holds, else the one after it in this direction. */
function near(exact: number, holds: (whole: number) => boolean, step: 1 | -1): number {
  const whole = Math.max(1, Math.round(exact))
  return holds(whole) ? whole : Math.max(1, whole + step)
}
