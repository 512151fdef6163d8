import { createHash } from 'node:crypto'
import { jpegSize } from '../../files/jpeg-size.ts'
import { fail, json, loginRequired, ok } from '../answer.ts'
import type { Account } from '../account.ts'
import { UPLOAD_FAULTS } from '../publishing/faults.ts'
import type { ReceivedFile } from '../publishing/upload-book.ts'
import { judgeBeginning, takeFault } from '../publishing/watch.ts'
import type { ApiRequest, Outcome, Route, Services } from './route.ts'

const NARROWEST = 0.8
const WIDEST = 1.91
/** The `media_type` of videos: a cover may have any ratio. */
const VIDEO = '2'

export const uploadRoutes: Route[] = [
  {
    method: 'GET',
    path: /^\/rupload_ig(?:video|photo)\/([^/]+)$/,
    endpointClass: 'upload_offset',
    needsSession: true,
    // Without a status, as the platform answers it.
    answer: ({ path }, { uploads }) => json({ offset: uploads.find(path)?.received ?? 0 }),
  },
  {
    method: 'POST',
    path: /^\/rupload_igphoto\/([^/]+)$/,
    endpointClass: 'upload',
    needsSession: true,
    answer: (request, services) => receive(request, services, stagePicture),
  },
  {
    method: 'POST',
    path: /^\/rupload_igvideo\/([^/]+)$/,
    endpointClass: 'upload',
    needsSession: true,
    answer: (request, services) => receive(request, services, stageVideo),
  },
]

type Arrived = {
  account: Account
  file: ReceivedFile
  params: Record<string, unknown>
  uploadId: string
}
type Stage = (services: Services, arrived: Arrived) => Outcome

/** Checks what every upload has to say of itself. */
function receive(request: ApiRequest, services: Services, stage: Stage): Outcome {
  const { account, path, headers, params: names } = request
  const file = services.uploads.find(path)
  if (!account) return loginRequired()
  const params = paramsIn(headers['x-instagram-rupload-params'])
  const uploadId = typeof params['upload_id'] === 'string' ? params['upload_id'] : ''
  const isNamed = headers['x-entity-name'] === names[0]
  const length = Number(headers['x-entity-length'])
  if (!file || !isNamed || !/^\d+$/.test(uploadId)) return unprocessed()
  judgeBeginning(services, request.arrival, account, uploadId)
  const fault = takeFault(services, request.arrival, {
    account,
    caption: null,
    take: () => services.publishing.takeUploadFault(account),
  })
  if (fault) {
    services.uploads.forget(path)
    return UPLOAD_FAULTS[fault]()
  }
  if (file.isMisplaced || file.received !== length) return unprocessed(true)
  const outcome = stage(services, { account, file, params, uploadId })
  const isUnanswered = services.publishing.takeStagedFault(account) === 'upload_unanswered'
  return isUnanswered ? { ...outcome, delivery: 'hang' } : outcome
}

function stagePicture({ publishing }: Services, { account, file, params, uploadId }: Arrived) {
  const size = jpegSize(file.content)
  if (!size) return unprocessed()
  const ratio = size.width / size.height
  const isWrong = ratio < NARROWEST || ratio > WIDEST
  if (isWrong && params['media_type'] !== VIDEO) {
    return fail(400, { message: "Uploaded image isn't in an allowed aspect ratio" })
  }
  publishing.stage(account, uploadId).picture = createHash('sha256')
    .update(file.content)
    .digest('hex')
  return ok({ upload_id: uploadId, xsharing_nonces: {} })
}

function stageVideo({ publishing }: Services, { account, file, params, uploadId }: Arrived) {
  const facts = file.reader.facts()
  if (!facts.isWhole || !facts.boxes.includes('moov')) return unprocessed()
  const staged = publishing.stage(account, uploadId)
  staged.video = facts.sha256
  staged.hasCoverTags =
    params['content_tags'] === 'use_default_cover' && params['extract_cover_frame'] === '1'
  return ok({ xsharing_nonces: {} })
}

const unprocessed = (retriable = false): Outcome =>
  json(
    {
      debug_info: {
        retriable,
        type: 'ProcessingFailedError',
        message: 'Request processing failed',
      },
    },
    400,
  )

/** A text of texts. */
function paramsIn(header: string | string[] | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(typeof header === 'string' ? header : '')
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {} // unreadable parameters name no upload, which the answer says
  }
}
