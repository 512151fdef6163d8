import { requireAccount, type Call } from '../call.ts'
import { stateOf, type Container, type ContainerState } from '../containers.ts'
import { invalid, rejected } from '../errors.ts'
import { named, project } from '../fields.ts'
import { requireRight } from '../rights.ts'
import type { Token } from '../tokens.ts'
import type { Account } from '../world/accounts.ts'
import { detailsOf, offsetIn } from './container-params.ts'
import { fieldsOf } from './media.ts'
import { fetchImage, fetchVideo, type FetchedFile } from './remote-files.ts'
import { newUpload } from './uploads.ts'

const CONTAINERS_A_DAY = 400
const DAY_MS = 24 * 3_600_000
const KINDS = new Set(['REELS', 'STORIES', 'CAROUSEL', 'VIDEO'])

export const unknownContainer = () =>
  rejected(24, 2_207_008, 'The media builder with this creation id was not found or has expired')

/** `POST /{account}/media`: makes a container. Pictures and videos are really fetched. */
export async function createContainer(call: Call, token: Token, account: Account) {
  requireAccount(call, token, account)
  requireRight(token, 'publish')
  const { params, at, context } = call
  takePlace(call, account)
  const details = detailsOf(params)
  const kind = kindOf(params)
  const children = kind === 'CAROUSEL' ? partsOf(call, account) : []
  const isResumable = params.get('upload_type') === 'resumable'
  if (isResumable && token.login === 'instagram') throw invalid('upload_type is not supported')
  if (isResumable && kind === 'IMAGE') throw invalid('upload_type is not supported for images')
  const { sha256, failure } = await filesOf(params, { kind, isResumable })
  const cover = await coverOf(params, kind)
  const container = context.containers.add({
    account,
    kind,
    children,
    details: { ...details, cover },
    isPart: params.get('is_carousel_item') === 'true',
    createdAt: at,
    pollsLeft: context.switches.pollsUntilReady,
    failure,
    file: sha256,
    upload: isResumable ? newUpload() : null,
  })
  strike(call, container)
  const uri = `${context.url}/upload/ig-api-upload/${call.version}/${container.id}`
  return { id: container.id, ...(isResumable && { uri }) }
}

/** The faults that were planted for it. */
function strike({ context: { publishFaults }, at }: Call, container: Container): void {
  const { username } = container.account
  container.pollsLeft += publishFaults.take('slow', username)?.polls ?? 0
  container.failure ??= publishFaults.take('container_error', username)?.subcode ?? null
  if (publishFaults.take('container_expired', username)) container.endsAt = at
}

function takePlace(call: Call, account: Account): void {
  const { at, context } = call
  context.publishWatch.requested(call, account, 'containers')
  if (context.containers.madeInDay(account, at) < CONTAINERS_A_DAY) return
  context.publishWatch.reportFull(account, 'containers', at + DAY_MS / 24)
  throw rejected(9, 2_207_069, 'Too many containers were created within 24 hours')
}

function kindOf(params: URLSearchParams): Container['kind'] {
  const type = params.get('media_type')
  const isPart = params.get('is_carousel_item') === 'true'
  if (type === null || type === 'IMAGE') return 'IMAGE'
  const isKnown = KINDS.has(type) && (type !== 'VIDEO' || isPart) && (type !== 'REELS' || !isPart)
  if (!isKnown) throw rejected(100, 2_207_023, `The media type ${type} is unknown`)
  return type as Container['kind']
}

function partsOf({ params, context, at }: Call, account: Account): string[] {
  const ids = (params.get('children') ?? '')
    .replaceAll(/["[\]\s]/g, '')
    .split(',')
    .filter(Boolean)
  if (ids.length < 2 || ids.length > 10) {
    throw rejected(100, 2_207_028, 'A carousel has between 2 and 10 items')
  }
  for (const id of ids) {
    const part = context.containers.find(id)
    if (part?.account !== account || !part.isPart) throw unknownContainer()
    if (['ERROR', 'EXPIRED'].includes(stateOf(part, at))) throw unknownContainer()
  }
  return ids
}

/** Fetches what the container is of, unless its bytes come later. */
async function filesOf(
  params: URLSearchParams,
  { kind, isResumable }: { kind: Container['kind']; isResumable: boolean },
): Promise<FetchedFile | { sha256: null; failure: null }> {
  if (isResumable || kind === 'CAROUSEL') return { sha256: null, failure: null }
  const video = params.get('video_url')
  if (video !== null) return await fetchVideo(video, offsetIn(params))
  const image = params.get('image_url')
  if (image === null || kind === 'REELS' || kind === 'VIDEO') {
    throw invalid('The parameter image_url or video_url is required')
  }
  return await fetchImage(image, { anyRatio: kind === 'STORIES' })
}

async function coverOf(params: URLSearchParams, kind: Container['kind']): Promise<string | null> {
  const url = params.get('cover_url')
  if (url === null || kind !== 'REELS') return null
  return (await fetchImage(url, { anyRatio: true })).sha256
}

const STATUS: Readonly<Record<ContainerState, string>> = {
  IN_PROGRESS: 'In Progress: Media is still being processed.',
  FINISHED: 'Finished: Media has been uploaded and it is ready to be published.',
  PUBLISHED: 'Published: Media has been successfully published.',
  EXPIRED: 'Expired: The container was not published within 24 hours and expired.',
  ERROR: 'Error: Media upload has failed with error code ',
}

/** `GET /{container}`: each poll brings it nearer to being ready. */
export function readContainer(call: Call, token: Token, container: Container) {
  requireAccount(call, token, container.account)
  requireRight(token, 'basic')
  if (container.upload === null || container.upload.received === container.upload.size) {
    container.pollsLeft -= 1
  }
  const state = stateOf(container, call.at)
  const { upload } = container
  const phase = upload?.received === upload?.size ? 'complete' : 'in_progress'
  return project(
    'Container',
    {
      id: () => container.id,
      status_code: () => state,
      status: () => STATUS[state] + (state === 'ERROR' ? String(container.failure) : ''),
      copyright_check_status: () => ({ status: 'completed', matches_found: false }),
      video_status: () =>
        upload && {
          uploading_phase: { status: phase, bytes_transferred: upload.received },
          processing_phase: { status: state === 'FINISHED' ? 'complete' : 'not_started' },
        },
    },
    fieldsOf(call.params, named('id')),
  )
}
