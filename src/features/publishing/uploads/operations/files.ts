import { stat } from 'node:fs/promises'
import { codeOf, NoSuchRecordError } from '../../../../base/errors.ts'
import { answerFile, type ServedFile } from '../../../../http/file-answer.ts'
import {
  createRoute,
  createRouter,
  problem,
  z,
  type HttpContext,
  type Router,
} from '../../../../http/router.ts'
import { CHECKED_FILE, CHECKED_UPLOAD } from '../../../../media/check-public.ts'
import { isOurMediaUrl, PUBLIC_UPLOADS_PATH } from '../../../../media/public-url.ts'
import type { Services } from '../../../manifest.ts'
import { tags } from '../../groups/group-view.ts'
import { pathOf, previewPathOf } from '../upload-files.ts'
import { getUpload, type Upload } from '../uploads-store.ts'

const byId = { params: z.object({ id: z.uuid() }) }
const noSuchUpload = problem('No upload has this id, or none any more')

const binary = z.string().openapi({ format: 'binary' })
const file = (what: string) => ({
  description: what,
  content: {
    'image/jpeg': { schema: binary },
    'video/mp4': { schema: binary },
    'video/quicktime': { schema: binary },
  },
})
const parts = {
  200: file('The file'),
  206: file('The part that Range asks for'),
  304: { description: 'The client has it (If-None-Match)' },
  404: noSuchUpload,
  416: problem('The file has no such part'),
}

const content = createRoute({
  method: 'get',
  path: '/api/uploads/{id}/content',
  access: 'publishing:read',
  operationId: 'getUploadContent',
  tags,
  summary: 'The file of an upload as it is sent; parts of it with Range',
  request: byId,
  responses: parts,
})

const preview = createRoute({
  method: 'get',
  path: '/api/uploads/{id}/preview',
  access: 'publishing:read',
  operationId: 'getUploadPreview',
  tags,
  summary: 'A small JPEG of a picture, at most 512 px a side; a video has none',
  request: byId,
  responses: parts,
})

const published = createRoute({
  method: 'get',
  path: `${PUBLIC_UPLOADS_PATH}/{id}/{expires}/{signature}`,
  access: 'open',
  operationId: 'getPublicUpload',
  tags,
  summary: 'The file of an upload, for whoever has its signed address',
  request: {
    params: z.strictObject({
      id: z.uuid(),
      expires: z.string().regex(/^\d{1,12}$/),
      signature: z.string().regex(/^[A-Za-z0-9_-]{43}\.(jpg|mp4|mov)$/),
    }),
  },
  responses: { ...parts, 404: problem('No such upload, or its address has ended') },
})

const YEAR_SECONDS = 365 * 86_400

const CHECKED_HEADERS = { 'content-type': 'image/jpeg', 'cache-control': 'no-store' }

const wholeOf = (folder: string, upload: Upload): ServedFile => ({
  path: pathOf(folder, { sha256: upload.sha256, media_type: upload.mediaType }),
  bytes: upload.bytes,
  contentType: upload.mediaType,
  tag: upload.sha256.toString('hex'),
  cacheControl: `private, max-age=${YEAR_SECONDS}, immutable`,
})

/** The files of uploads: for those who publish, and for Meta. */
export function uploadFileRoutes({ db, config }: Pick<Services, 'db' | 'config'>): Router {
  const { uploadsFolder: folder, encryptionKeys: keys } = config
  return createRouter()
    .openapi(
      content,
      async (c) => await answer(c, wholeOf(folder, await getUpload(db, c.req.valid('param').id))),
    )
    .openapi(preview, async (c) => {
      const upload = await getUpload(db, c.req.valid('param').id)
      if (upload.kind === 'video') throw new NoSuchRecordError('a video has no preview')
      return await answer(c, await previewOf(folder, upload))
    })
    .openapi(published, async (c) => {
      const { id, expires, signature } = c.req.valid('param')
      const given = { what: id, expires: Number(expires), signature: signature.slice(0, -4) }
      if (!isOurMediaUrl(keys, given, new Date()))
        throw new NoSuchRecordError('no such upload, or its address has ended')
      if (id === CHECKED_UPLOAD) return c.body(new Uint8Array(CHECKED_FILE), 200, CHECKED_HEADERS)
      return await answer(c, {
        ...wholeOf(folder, await getUpload(db, id)),
        cacheControl: 'private, max-age=3600',
      })
    })
}

async function previewOf(folder: string, upload: Upload): Promise<ServedFile> {
  const path = previewPathOf(folder, upload)
  return {
    ...wholeOf(folder, upload),
    path,
    bytes: (await found(async () => await stat(path))).size,
    contentType: 'image/jpeg',
    tag: `${upload.sha256.toString('hex')}-preview`,
  }
}

const answer = async (c: HttpContext, file: ServedFile): Promise<Response> =>
  await found(async () => await answerFile(c, file))

/** Says so when the folder lacks a file: a replica may look into another one. */
async function found<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    throw new NoSuchRecordError(
      'the file of this upload is not in GRAMD_UPLOADS_DIR: all replicas need the same folder',
      { cause: error },
    )
  }
}
