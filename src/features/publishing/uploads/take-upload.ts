import { open, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { requireFreeSpace } from '../../../base/files/free-space.ts'
import { diskFault } from '../../../base/files/new-file.ts'
import type { Db } from '../../../db/handles.ts'
import type { PlatformLimits } from '../../../ages/platform-limits.ts'
import type { DecodeGate } from '../../../media/decode-gate.ts'
import type { Services } from '../../services.ts'
import { shrinkImage } from '../../../media/shrink-image.ts'
import { foreignFile, formatOf, HEAD_BYTES, TAIL_BYTES, type Format } from './formats.ts'
import { keepUpload } from './keep-uploads.ts'
import { headerOf } from './decode-picture.ts'
import { preparePicture } from './picture.ts'
import type { NewFile, Prepared } from './prepared.ts'
import { unfit } from './refusal.ts'
import type { RoomLimits } from './upload-room.ts'
import type { NewUpload } from './uploads-store.ts'
import { prepareVideo } from './video.ts'

/** A file of a request, with its name at the client. */
export type ReceivedFile = NewFile & { name: string }

export type Intake = {
  db: Db
  folder: string
  limits: PlatformLimits & RoomLimits
  /** Bounds how many pictures and videos are worked on at once. */
  gate: DecodeGate
}

/** The services that operations need to take files. */
export type IntakeServices = Pick<Services, 'db' | 'config'> & Pick<Intake, 'gate'>

export const intakeOf = ({ db, config, gate }: IntakeServices): Intake => ({
  db,
  folder: config.uploadsFolder,
  limits: config,
  gate,
})

/**
 * Checks a file by its content, converts it where that is harmless, and stores it. Throws
 * InvalidInputError.
 */
export async function takeUpload(
  intake: Intake,
  received: ReceivedFile,
  ownerId: string | null,
): Promise<string> {
  const format = await requireFormat(received)
  const { limits } = intake
  const original = { format, bytes: received.bytes, sha256: received.sha256.toString('hex') }
  const upload = {
    ownerId,
    fileName: safeName(received.name),
    original,
    folder: dirname(received.path),
  }
  if (isVideo(format))
    return await prepareAndKeep(intake, upload, {
      bytes: VIDEO_BYTES,
      prepare: async (target) => await prepareVideo(received, { format, target, limits }),
    })
  const header = await headerOf(received, format)
  return await prepareAndKeep(intake, upload, {
    bytes: header.bytes,
    prepare: async (target) => await preparePicture(received, { format, header, target, limits }),
  })
}

/** The index of a video is read into memory, and its pieces are moved. */
const VIDEO_BYTES = 40_000_000

/** A way to make a file, and the memory that it takes. */
type Preparation = { bytes: number; prepare: (target: string) => Promise<Prepared> }

/**
 * Stores what `prepare` makes, with a preview; both are made in `folder`. Throws TransientError
 * when the disk is full.
 */
export async function prepareAndKeep(
  { gate, ...place }: Intake,
  { folder: work, ...upload }: Omit<NewUpload, 'prepared'> & { folder: string },
  { bytes, prepare }: Preparation,
): Promise<string> {
  try {
    await requireFreeSpace(work, place.limits.uploadsMinFreeMegabytes)
    const { prepared, preview } = await gate({ user: upload.ownerId, bytes }, async () => {
      const made = await prepare(join(work, 'prepared'))
      return { prepared: made, preview: await writePreview(made, join(work, 'preview')) }
    })
    return await keepUpload(place, { ...upload, prepared }, preview)
  } catch (error) {
    throw diskFault(error) ?? error
  }
}

const isVideo = (format: Format): boolean => format === 'MP4' || format === 'MOV'

const TAKEN: ReadonlySet<Format> = new Set(['JPEG', 'PNG', 'WebP', 'AVIF', 'GIF', 'MP4', 'MOV'])

/** Advice for files of formats that are not taken. */
const REMEDIES: Partial<Record<Format, string>> = {
  HEIC: 'export it as JPEG; an iPhone takes JPEG after Settings, Camera, Formats, Most Compatible',
  'JPEG XL': 'export it as JPEG',
  'JPEG 2000': 'export it as JPEG',
  'JPEG XR': 'export it as JPEG',
  Photoshop: 'export it as JPEG',
  'a camera raw picture': 'develop it, and export it as JPEG',
  'an icon': 'export it as PNG or JPEG',
  SVG: 'export it as PNG or JPEG',
  PDF: 'export its pages as JPEG',
  TIFF: 'export it as JPEG',
  BMP: 'export it as JPEG or PNG',
  'animated AVIF': 'export one picture as JPEG, or the animation as a video (MP4)',
  'WebM or Matroska': 'export it as MP4 with H.264 and AAC',
  AVI: 'export it as MP4 with H.264 and AAC',
  audio: 'choose a picture or a video',
}

async function requireFormat({ path, bytes }: ReceivedFile): Promise<Format> {
  if (bytes === 0) throw unfit('bytes', 'the file is empty', 'choose another one')
  const { head, tail } = await endsOf(path, bytes)
  const format = formatOf(head)
  if (format === undefined || !TAKEN.has(format))
    throw unfit(
      'format',
      format === undefined ? 'it is neither a picture nor a video' : `it is ${format}`,
      (format && REMEDIES[format]) ??
        'JPEG, PNG, WebP, AVIF and GIF are taken as pictures, MP4 and MOV as videos',
    )
  const foreign = foreignFile(head, tail)
  if (foreign !== undefined)
    throw unfit(
      'polyglot',
      `it is ${format} and ${foreign} at once`,
      'export it once more from the program that made it',
    )
  return format
}

async function endsOf(path: string, bytes: number): Promise<{ head: Buffer; tail: Buffer }> {
  const file = await open(path, 'r')
  try {
    const read = async (length: number, from: number): Promise<Buffer> => {
      const data = Buffer.alloc(Math.min(length, bytes))
      await file.read(data, 0, data.length, Math.max(0, from))
      return data
    }
    return { head: await read(HEAD_BYTES, 0), tail: await read(TAIL_BYTES, bytes - TAIL_BYTES) }
  } finally {
    await file.close()
  }
}

/** Null for a video: no frame of it can be read. */
async function writePreview({ kind, path }: Prepared, target: string): Promise<string | null> {
  if (kind === 'video') return null
  const { bytes } = await shrinkImage(await readFile(path))
  await writeFile(target, bytes, { flag: 'wx', mode: 0o600 })
  return target
}

const LONGEST_NAME = 200

/**
 * A name for people: without folders, control characters, and what would turn the text around it.
 */
function safeName(name: string): string {
  const text = basename(name.replaceAll('\\', '/'))
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, '')
    .trim()
  return text.slice(0, LONGEST_NAME).toWellFormed() || 'file'
}
