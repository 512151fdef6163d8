import { InvalidInputError } from '../../../../base/errors.ts'
import { ownerOfNew } from '../../../../http/access/owner.ts'
import { ANY_TYPE, type RequireRoom } from '../../../../http/body/multipart.ts'
import { cursorFields, cutPage, readCursor } from '../../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  multipartBody,
  problem,
  z,
  type Router,
} from '../../../../http/router.ts'
import { createDecodeGate } from '../../../../media/decode-gate.ts'
import type { Services } from '../../../manifest.ts'
import { tags } from '../../groups/group-view.ts'
import { cropUpload } from '../crop-upload.ts'
import { dropUpload } from '../keep-uploads.ts'
import { KINDS } from '../route-limits.ts'
import { mostBytes } from '../rules.ts'
import { takeUpload } from '../take-upload.ts'
import { incomingFolder } from '../upload-files.ts'
import { roomFor } from '../upload-room.ts'
import { UploadPageView, UploadView, viewUpload } from '../upload-view.ts'
import { getUpload, listUploads, type Upload } from '../uploads-store.ts'

const byId = { params: z.object({ id: z.uuid() }) }
const noSuchUpload = problem('No upload has this id, or none any more')

const create = (config: Services['config'], requireRoom: RequireRoom) =>
  createRoute({
    method: 'post',
    path: '/api/uploads',
    access: 'publishing:write',
    operationId: 'createUpload',
    tags,
    summary: 'Upload a picture or a video for posts',
    description:
      'Its content is checked; its name is only shown. What is harmless is converted, and told in `conversions`; a file that no route takes is refused with the rule that it breaks. An upload that no post uses is deleted after some days.',
    request: {
      body: multipartBody({
        files: { file: { maxBytes: mostBytes(config), types: [ANY_TYPE] } },
        folder: incomingFolder(config.uploadsFolder),
        requireRoom,
      }),
    },
    responses: { 201: json('The upload', UploadView) },
  })

const list = createRoute({
  method: 'get',
  path: '/api/uploads',
  access: 'publishing:read',
  operationId: 'listUploads',
  tags,
  summary: 'Uploads of the team, the newest first',
  request: { query: z.strictObject({ ...cursorFields, kind: z.enum(KINDS).optional() }) },
  responses: { 200: json('A page of uploads', UploadPageView) },
})

const show = createRoute({
  method: 'get',
  path: '/api/uploads/{id}',
  access: 'publishing:read',
  operationId: 'getUpload',
  tags,
  summary: 'One upload, and how it may be published',
  request: byId,
  responses: { 200: json('The upload', UploadView), 404: noSuchUpload },
})

const pixels = z.int().min(0).max(20_000)

const Cut = z
  .strictObject({
    ratio: z
      .number()
      .min(0.5)
      .max(2)
      .optional()
      .openapi({ description: 'Of width to height, around the middle', example: 0.8 }),
    x: pixels.optional().openapi({ description: 'From the left, in pixels' }),
    y: pixels.optional().openapi({ description: 'From the top' }),
    width: pixels.min(1).optional(),
    height: pixels.min(1).optional(),
  })
  .transform(({ ratio, x, y, width, height }, context) => {
    const isWhole = [x, y, width, height].every((value) => value !== undefined)
    const isBare = [x, y, width, height].every((value) => value === undefined)
    if (ratio !== undefined && isBare) return { ratio }
    if (ratio === undefined && isWhole)
      return { x: x ?? 0, y: y ?? 0, width: width ?? 1, height: height ?? 1 }
    context.addIssue({ code: 'custom', message: 'expected ratio, or x, y, width and height' })
    return z.NEVER
  })
  .openapi('UploadCut')

const crop = createRoute({
  method: 'post',
  path: '/api/uploads/{id}/crop',
  access: 'publishing:write',
  operationId: 'cropUpload',
  tags,
  summary: 'Cut a picture to a part of it or to a ratio; the result is an upload of its own',
  request: { ...byId, body: jsonBody(Cut) },
  responses: {
    201: json('The new upload', UploadView),
    404: noSuchUpload,
    409: problem('It is a video'),
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/uploads/{id}',
  access: 'publishing:write',
  operationId: 'deleteUpload',
  tags,
  summary: 'Delete an upload that no post uses',
  request: byId,
  responses: {
    204: { description: 'Deleted' },
    404: noSuchUpload,
    409: problem('A post uses it'),
  },
})

/** Pictures and videos for posts. */
export function uploadRoutes({ db, config }: Pick<Services, 'db' | 'config'>): Router {
  const folder = config.uploadsFolder
  const intake = { db, folder, limits: config, gate: createDecodeGate() }
  const view = (upload: Upload) => viewUpload(upload, config)
  return createRouter()
    .openapi(create(config, roomFor(db, config)), async (c) => {
      const { file: given } = c.get('upload')?.files ?? {}
      if (given === undefined)
        throw new InvalidInputError('file: is missing', [{ field: 'file', reason: 'is missing' }])
      const id = await takeUpload(intake, given, ownerOfNew(c.get('principal')))
      return c.json(view(await getUpload(db, id)), 201, { location: `/api/uploads/${id}` })
    })
    .openapi(list, async (c) => {
      const { kind, ...page } = c.req.valid('query')
      const [after] = readCursor(page, z.tuple([z.uuid()])) ?? []
      const rows = await listUploads(db, { limit: page.limit + 1, after, kind })
      return c.json(cutPage(rows, page.limit, { item: view, key: ({ id }) => [id] }), 200)
    })
    .openapi(show, async (c) => c.json(view(await getUpload(db, c.req.valid('param').id)), 200))
    .openapi(crop, async (c) => {
      const upload = await getUpload(db, c.req.valid('param').id)
      const owner = ownerOfNew(c.get('principal'))
      const id = await cropUpload(intake, upload, c.req.valid('json'), owner)
      return c.json(view(await getUpload(db, id)), 201, { location: `/api/uploads/${id}` })
    })
    .openapi(remove, async (c) => {
      await dropUpload({ db, folder }, c.req.valid('param').id)
      return c.body(null, 204)
    })
}
