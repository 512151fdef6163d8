import { stat } from 'node:fs/promises'
import { NoSuchRecordError } from '../../../../base/errors.ts'
import { answerFile, type ServedFile } from '../../../../http/file-answer.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { problem, z, type HttpContext } from '../../../../http/router.ts'
import { CHECKED_FILE, CHECKED_UPLOAD } from '../../../../media/check-public.ts'
import { isOurMediaUrl, PUBLIC_UPLOADS_PATH } from '../../../../media/public-url.ts'
import type { Services } from '../../../services.ts'
import { tags } from '../../groups/group-view.ts'
import { pathOf, previewPathOf, readStored } from '../upload-files.ts'
import { noSuchUpload, UploadParams } from '../upload-view.ts'
import { getUpload, type Upload } from '../uploads-store.ts'

type Parts = Pick<Services, 'db'> & {
  config: Pick<Services['config'], 'uploadsFolder' | 'encryptionKeys'>
}

const operation = operationsFor<Parts>()

const binary = z.string().openapi({ format: 'binary' })
const file = (what: string) => ({
  description: what,
  content: {
    'image/jpeg': { schema: binary },
    'video/mp4': { schema: binary },
    'video/quicktime': { schema: binary },
  },
})
const responses = {
  200: file('The file'),
  206: file('The part that Range asks for'),
  304: { description: 'The client has it (If-None-Match)' },
  404: problem(noSuchUpload),
  416: problem('The file has no such part'),
}

const YEAR_SECONDS = 365 * 86_400

const CHECKED_HEADERS = { 'content-type': 'image/jpeg', 'cache-control': 'no-store' }

/** The files of uploads: for those who publish, and for Meta. */
export const uploadFileOperations = {
  getUploadContent: operation.raw({
    method: 'get',
    path: '/api/uploads/{id}/content',
    access: 'publishing:read',
    tags,
    summary: 'The file of an upload as it is sent; parts of it with Range',
    params: UploadParams,
    responses,
    run: async ({ params }, { db, config }, { http }) =>
      await answer(http, wholeOf(config.uploadsFolder, await getUpload(db, params.id))),
  }),

  getUploadPreview: operation.raw({
    method: 'get',
    path: '/api/uploads/{id}/preview',
    access: 'publishing:read',
    tags,
    summary: 'A small JPEG of a picture, at most 512 px a side; a video has none',
    params: UploadParams,
    responses,
    async run({ params }, { db, config }, { http }) {
      const upload = await getUpload(db, params.id)
      if (upload.kind === 'video') throw new NoSuchRecordError('a video has no preview')
      return await answer(http, await previewOf(config.uploadsFolder, upload))
    },
  }),

  getPublicUpload: operation.raw({
    method: 'get',
    path: `${PUBLIC_UPLOADS_PATH}/{id}/{expires}/{signature}`,
    access: 'open',
    tags,
    summary: 'The file of an upload, for callers with its signed address',
    params: z.strictObject({
      id: z.uuid(),
      expires: z.string().regex(/^\d{1,12}$/),
      signature: z.string().regex(/^[A-Za-z0-9_-]{43}\.(jpg|mp4|mov)$/),
    }),
    responses: { ...responses, 404: problem('No such upload, or its address has ended') },
    async run({ params }, { db, config }, { http }) {
      const { id, expires, signature } = params
      const signed = { what: id, expires: Number(expires), signature: signature.slice(0, -4) }
      if (!isOurMediaUrl(config.encryptionKeys, signed, new Date()))
        throw new NoSuchRecordError('no such upload, or its address has ended')
      if (id === CHECKED_UPLOAD)
        return http.body(new Uint8Array(CHECKED_FILE), 200, CHECKED_HEADERS)
      return await answer(http, {
        ...wholeOf(config.uploadsFolder, await getUpload(db, id)),
        cacheControl: 'private, max-age=3600',
      })
    },
  }),
}

const wholeOf = (folder: string, upload: Upload): ServedFile => ({
  path: pathOf(folder, { sha256: upload.sha256, media_type: upload.mediaType }),
  bytes: upload.bytes,
  contentType: upload.mediaType,
  tag: upload.sha256.toString('hex'),
  cacheControl: `private, max-age=${YEAR_SECONDS}, immutable`,
})

async function previewOf(folder: string, upload: Upload): Promise<ServedFile> {
  const path = previewPathOf(folder, upload)
  return {
    ...wholeOf(folder, upload),
    path,
    bytes: (await readStored(async () => await stat(path))).size,
    contentType: 'image/jpeg',
    tag: `${upload.sha256.toString('hex')}-preview`,
  }
}

const answer = async (http: HttpContext, served: ServedFile): Promise<Response> =>
  await readStored(async () => await answerFile(http, served))
