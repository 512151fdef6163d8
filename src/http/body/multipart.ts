import type { StoredFile, Upload } from './upload.ts'
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy'
import type { MiddlewareHandler } from 'hono'
import { AppError, InvalidInputError, type FieldProblem } from '../../base/errors.ts'
import { diskFault } from '../../base/files/new-file.ts'
import { withWorkFolder } from '../../base/files/work-folder.ts'
import type { HttpContext, HttpEnv } from '../context.ts'
import { BodyCutError, BodyTooLargeError, UnsupportedMediaTypeError } from '../errors.ts'
import { requireNoEncoding } from './read.ts'
import { tooLarge } from './receive.ts'
import { isStorable, UNSTORABLE } from './storable.ts'

/**
 * The parts that a multipart body may have: texts by name, and files, each with its own size limit.
 */
export type Parts = {
  fields?: Readonly<Record<string, { maxBytes: number }>>
  /**
   * Files by field name. `ANY_TYPE` among the types accepts any content type. Up to `most` files
   * may share one name (default 1).
   */
  files: Readonly<Record<string, { maxBytes: number; types: readonly string[]; most?: number }>>
  /**
   * The folder that files are streamed to; by default the system's folder for temporary files,
   * which may be in memory.
   */
  folder?: string
  /**
   * Called before each file, and again while a large one arrives; throws AppError when there is no
   * space for it.
   */
  requireRoom?: RequireRoom
}

/** Checks that the disk has space; `bytes` is the size that the request has already stored. */
export type RequireRoom = (c: HttpContext, folder: string, bytes: number) => Promise<void>

export const ANY_TYPE = '*/*'

/** Bytes allowed for the lines between the parts. */
const BYTES_AROUND_PART = 4 * 1024
/** Bodies above this size may take longer to arrive than other requests. */
const LARGE_BODY = 16 * 1024 * 1024

/**
 * Streams each file to disk until the request ends, and puts the result in `upload`. Refuses parts
 * that are not declared, repeated, too large, or of another type.
 */
export function readMultipart(parts: Parts): MiddlewareHandler<HttpEnv> {
  const limits = [...Object.values(parts.fields ?? {}), ...filesOf(parts)]
  const total = limits.reduce((sum, { maxBytes }) => sum + maxBytes + BYTES_AROUND_PART, 0)
  return async (c, next) => {
    requireNoEncoding(c)
    if (Number(c.req.header('content-length') ?? 0) > total) throw tooLarge(total)
    if (total > LARGE_BODY) c.env?.awaitLargeBody?.()
    await inFolder(parts.folder ?? tmpdir(), async (folder) => {
      c.env?.continueBody?.()
      c.set('upload', await storeParts(c, parts, folder))
      await next()
    })
  }
}

/** The limit of each file that a body may have. */
const filesOf = ({ files }: Parts) =>
  Object.values(files).flatMap((limit) => Array.from({ length: limit.most ?? 1 }, () => limit))

/** A disk failure is not the client's fault. */
async function inFolder(parent: string, work: (folder: string) => Promise<void>): Promise<void> {
  try {
    await withWorkFolder(parent, work)
  } catch (error) {
    throw diskFault(error) ?? error
  }
}

/** Identifies an upload by its content: boundaries differ each time it is sent. */
export function digestUpload({ fields, all }: Upload): Buffer {
  const digests = all
    .toSorted((a, b) => byField([a.field, a], [b.field, b]))
    .map(({ field, file: { name, type, sha256 } }) => [field, name, type, sha256.toString('hex')])
  const content = JSON.stringify([Object.entries(fields).toSorted(byField), digests])
  return createHash('sha256').update(content).digest()
}

async function storeParts(c: HttpContext, parts: Parts, folder: string): Promise<Upload> {
  const upload: Upload = { fields: {}, files: {}, all: [] }
  const parser = openParser(c, parts)
  const open: BusboyFileStream[] = []
  const storing: Promise<void>[] = []
  let refusal: AppError | undefined
  const fail = (error: Error): void => {
    if (error instanceof AppError) refusal ??= error
    parser.destroy(error)
  }
  parser.on('field', (name, value, isNameCut, isCut) => {
    const limit = parts.fields?.[name]
    if (!limit || isNameCut || Object.hasOwn(upload.fields, name)) return fail(unexpected(name))
    if (isCut || Buffer.byteLength(value) > limit.maxBytes) return fail(partTooLarge(name, limit))
    if (!isStorable(value)) return fail(faulty(name, UNSTORABLE, 'unstorable'))
    upload.fields[name] = value
  })
  parser.on('file', (field, stream, ...[name, , type]) => {
    const limit = parts.files[field]
    stream.on('error', fail)
    const fault =
      !limit || countOf(upload, field) >= (limit.most ?? 1)
        ? unexpected(field)
        : !limit.types.includes(type) && !limit.types.includes(ANY_TYPE)
          ? wrongType(field, limit.types)
          : undefined
    if (fault || !limit) {
      // An unread stream would block the parser.
      stream.resume()
      return fail(fault ?? unexpected(field))
    }
    open.push(stream)
    const path = join(folder, String(storing.length))
    const file = { path, name, type, bytes: 0, sha256: Buffer.alloc(0) }
    upload.files[field] ??= file
    upload.all.push({ field, file })
    const room = async () =>
      await parts.requireRoom?.(
        c,
        folder,
        upload.all.reduce((sum, each) => sum + each.file.bytes, 0),
      )
    storing.push(storeFile(stream, file, { field, ...limit, room }).catch(fail))
  })
  parser.on('partsLimit', () => fail(faulty('body', 'has too many parts')))
  const { body } = c.req.raw
  if (body === null) throw faulty('body', 'is missing', 'required')
  try {
    await pipeline(Readable.fromWeb(body), parser)
  } catch (error) {
    // A failing parser leaves its files open.
    for (const stream of open) stream.destroy()
    await Promise.allSettled(storing)
    throw refusal ?? diskFault(error) ?? new BodyCutError(error)
  }
  await Promise.all(storing)
  if (refusal) throw refusal
  return upload
}

const countOf = ({ all }: Upload, field: string): number =>
  all.filter((each) => each.field === field).length

function openParser(c: HttpContext, parts: Parts): BusboyInstance {
  const contentType = c.req.header('content-type') ?? ''
  const fields = Object.values(parts.fields ?? {})
  const files = filesOf(parts)
  try {
    if (!/^multipart\/form-data\s*;/i.test(contentType)) throw new Error('another type')
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: {
        fieldNameSize: 100,
        headerPairs: 20,
        fieldSize: Math.max(1, ...fields.map(({ maxBytes }) => maxBytes + 1)),
        parts: fields.length + files.length + 1,
      },
    })
  } catch {
    throw new UnsupportedMediaTypeError('the body must be multipart/form-data', [
      {
        field: 'content-type',
        reason: 'expected multipart/form-data with a boundary',
        code: 'not_accepted',
      },
    ])
  }
}

/** Bytes of a file between two checks of the disk space. */
const ROOM_STEP = 64 * 1024 * 1024

async function storeFile(
  stream: BusboyFileStream,
  file: StoredFile,
  { field, room, ...limit }: { field: string; maxBytes: number; room: () => Promise<void> },
): Promise<void> {
  const hash = createHash('sha256')
  let reserved = 0
  await room()
  await pipeline(
    stream,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        file.bytes += chunk.byteLength
        if (file.bytes > limit.maxBytes) throw partTooLarge(field, limit)
        if (file.bytes - reserved >= ROOM_STEP) {
          reserved = file.bytes
          await room()
        }
        hash.update(chunk)
        yield chunk
      }
    },
    createWriteStream(file.path, { flags: 'wx', mode: 0o600 }),
  )
  file.sha256 = hash.digest()
}

const faulty = (
  field: string,
  reason: string,
  code: FieldProblem['code'] = 'not_accepted',
): InvalidInputError => new InvalidInputError(`${field} ${reason}`, [{ field, reason, code }])

const unexpected = (name: string): InvalidInputError =>
  faulty(isStorable(name) && name !== '' ? name : 'body', 'is unknown, or was sent twice')

const wrongType = (field: string, types: readonly string[]): UnsupportedMediaTypeError =>
  new UnsupportedMediaTypeError(`${field} has another type`, [
    { field, reason: `expected ${types.join(' or ')}`, code: 'format' },
  ])

const partTooLarge = (field: string, { maxBytes }: { maxBytes: number }): BodyTooLargeError =>
  new BodyTooLargeError(`${field} is larger than ${maxBytes} bytes`, [
    { field, reason: `is larger than ${maxBytes} bytes`, code: 'bytes' },
  ])

const byField = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1)
