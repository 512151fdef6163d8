import { faultIssue } from '../../../../http/fault.ts'
import { InvalidInputError } from '../../../../base/errors.ts'
import { ownerOfNew } from '../../../../http/access/owner.ts'
import { ANY_TYPE } from '../../../../http/body/multipart.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { multipartBody, z } from '../../../../http/router.ts'
import { tags } from '../../groups/group-view.ts'
import { cropUpload } from '../crop-upload.ts'
import { dropUpload } from '../keep-uploads.ts'
import { KINDS } from '../route-limits.ts'
import { maxBytes } from '../rules.ts'
import { intakeOf, takeUpload, type IntakeServices } from '../take-upload.ts'
import { incomingFolder } from '../upload-files.ts'
import { roomFor } from '../upload-room.ts'
import {
  noSuchUpload,
  UploadPageView,
  UploadParams,
  UploadView,
  viewUpload,
} from '../upload-view.ts'
import { getUpload, listUploads } from '../uploads-store.ts'

const operation = operationsFor<IntakeServices>()

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
    context.addIssue(faultIssue('one_of_two', 'expected ratio, or x, y, width and height'))
    return z.NEVER
  })
  .openapi('UploadCut')

const location = ({ id }: { id: string }): string => `/api/uploads/${id}`

/** Pictures and videos for posts. */
export const uploadOperations = {
  createUpload: operation.create({
    path: '/api/uploads',
    access: 'publishing:write',
    tags,
    summary: 'Upload a picture or a video for posts',
    description:
      'Its content is checked; its name is only shown. What is harmless is converted, and ' +
      'listed in `conversions`; a file that no route takes is refused with the rule that it ' +
      'breaks. An upload that no post uses is deleted after some days.',
    files: ({ db, config }) =>
      multipartBody({
        files: { file: { maxBytes: maxBytes(config), types: [ANY_TYPE] } },
        folder: incomingFolder(config.uploadsFolder),
        requireRoom: roomFor(db, config),
      }),
    answer: UploadView,
    success: 'The upload',
    async run(_, services, { principal, http }) {
      const { file } = http.get('upload')?.files ?? {}
      if (file === undefined)
        throw new InvalidInputError('file: is missing', [
          { field: 'file', reason: 'is missing', code: 'required' },
        ])
      const id = await takeUpload(intakeOf(services), file, ownerOfNew(principal))
      return viewUpload(await getUpload(services.db, id), services.config)
    },
  }),

  listUploads: operation.list({
    path: '/api/uploads',
    access: 'publishing:read',
    tags,
    summary: 'Uploads of the team, the newest first',
    filter: { kind: z.enum(KINDS).optional() },
    answer: UploadPageView,
    success: 'A page of uploads',
    key: z.tuple([z.uuid()]),
    async run({ query, page }, { db, config }) {
      const rows = await listUploads(db, { ...query, limit: page.take, after: page.after?.[0] })
      return page.cut(
        rows,
        ({ id }) => [id],
        (row) => viewUpload(row, config),
      )
    },
  }),

  getUpload: operation.get({
    path: '/api/uploads/{id}',
    access: 'publishing:read',
    tags,
    summary: 'One upload, and how it may be published',
    params: UploadParams,
    answer: UploadView,
    success: 'The upload',
    refusals: { 404: noSuchUpload },
    run: async ({ params }, { db, config }) => viewUpload(await getUpload(db, params.id), config),
  }),

  cropUpload: operation.create({
    path: '/api/uploads/{id}/crop',
    access: 'publishing:write',
    tags,
    summary: 'Cut a picture to a part of it or to a ratio; the result is an upload of its own',
    params: UploadParams,
    body: Cut,
    answer: UploadView,
    success: 'The new upload',
    refusals: { 404: noSuchUpload, 409: 'It is a video' },
    location,
    async run({ params, body }, services, { principal }) {
      const { db, config } = services
      const upload = await getUpload(db, params.id)
      const id = await cropUpload(intakeOf(services), upload, body, ownerOfNew(principal))
      return viewUpload(await getUpload(db, id), config)
    },
  }),

  deleteUpload: operation.remove({
    path: '/api/uploads/{id}',
    access: 'publishing:write',
    tags,
    summary: 'Delete an upload that no post uses',
    params: UploadParams,
    success: 'Deleted',
    refusals: { 404: noSuchUpload, 409: 'A post uses it' },
    run: async ({ params }, { db, config }) =>
      await dropUpload({ db, folder: config.uploadsFolder }, params.id),
  }),
}
