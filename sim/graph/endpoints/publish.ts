import { requireAccount, type Call } from '../call.ts'
import { stateOf, type Container, type ContainerState } from '../containers.ts'
import { GraphProblem, invalid, missing } from '../errors.ts'
import { named, project } from '../fields.ts'
import { callName } from '../referee.ts'
import { requireRight } from '../rights.ts'
import type { Token } from '../tokens.ts'
import type { Account } from '../world/accounts.ts'
import { addPost } from '../world/posts.ts'
import { fieldsOf } from './media.ts'
import { checkImage, checkVideo } from './remote-files.ts'

const CONTAINERS_A_DAY = 400
const LONGEST_CAPTION = 2_200
const MOST_HASHTAGS = 30
const MOST_TAGS = 20
const KINDS = new Set(['REELS', 'STORIES', 'CAROUSEL', 'VIDEO'])

const rejected = (code: number, subcode: number, message: string): GraphProblem =>
  new GraphProblem({ message: `(#${code}) ${message}`, code, subcode, isTransient: false })

/** `POST /{account}/media`: makes a container. Pictures and videos are really fetched. */
export async function createContainer(call: Call, token: Token, account: Account) {
  requireAccount(call, token, account)
  requireRight(token, 'publish')
  const { params, at, context } = call
  if (context.containers.madeInDay(account, at) >= CONTAINERS_A_DAY) {
    throw rejected(9, 2_207_069, 'Too many containers were created within 24 hours')
  }
  checkText(params)
  const kind = kindOf(params)
  const children = kind === 'CAROUSEL' ? partsOf(call, account) : []
  const isResumable = params.get('upload_type') === 'resumable'
  if (isResumable && token.login === 'instagram') throw invalid('upload_type is not supported')
  const failure = isResumable || kind === 'CAROUSEL' ? null : await fetchFile(params, kind)
  const container = context.containers.add({
    account,
    kind,
    children,
    caption: params.get('caption') ?? '',
    isPart: params.get('is_carousel_item') === 'true',
    createdAt: at,
    looksLeft: context.switches.looksUntilReady,
    failure,
    upload: isResumable ? { received: 0, size: null } : null,
  })
  const uri = `${context.url}/upload/ig-api-upload/${call.version}/${container.id}`
  return { id: container.id, ...(isResumable && { uri }) }
}

function checkText(params: URLSearchParams): void {
  const caption = params.get('caption') ?? ''
  const hashtags = caption.match(/#[\p{L}\p{N}_]+/gu) ?? []
  if (caption.length > LONGEST_CAPTION || hashtags.length > MOST_HASHTAGS) {
    throw rejected(36_004, 2_207_010, 'The caption is too long or has too many hashtags')
  }
  const tags = parsed(params.get('user_tags') ?? '[]')
  if (Array.isArray(tags) && tags.length > MOST_TAGS) {
    throw rejected(100, 2_207_040, 'Cannot use more than 20 tags')
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    throw invalid('Param user_tags must be an array.')
  }
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

/** Fetches what the container is of; gives the subcode of a failure that shows up later. */
async function fetchFile(params: URLSearchParams, kind: Container['kind']): Promise<number | null> {
  const video = params.get('video_url')
  if (video !== null) return await checkVideo(video)
  const image = params.get('image_url')
  if (image === null || kind === 'REELS' || kind === 'VIDEO') {
    throw invalid('The parameter image_url or video_url is required')
  }
  await checkImage(image, { isStory: kind === 'STORIES' })
  return null
}

const STATUS: Readonly<Record<ContainerState, string>> = {
  IN_PROGRESS: 'In Progress: Media is still being processed.',
  FINISHED: 'Finished: Media has been uploaded and it is ready to be published.',
  PUBLISHED: 'Published: Media has been successfully published.',
  EXPIRED: 'Expired: The container was not published within 24 hours and expired.',
  ERROR: 'Error: Media upload has failed with error code ',
}

/** `GET /{container}`: each look brings it nearer to being ready. */
export function readContainer(call: Call, token: Token, container: Container) {
  requireAccount(call, token, container.account)
  requireRight(token, 'basic')
  if (container.upload === null || container.upload.received === container.upload.size) {
    container.looksLeft -= 1
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

const unknownContainer = (): GraphProblem =>
  rejected(24, 2_207_008, 'The media builder with this creation id was not found or has expired')
const notReady = (): GraphProblem =>
  rejected(9_007, 2_207_027, 'The media is not ready to be published. Please wait a moment.')

/** `POST /{account}/media_publish`. */
export function publish(call: Call, token: Token, account: Account) {
  requireAccount(call, token, account)
  requireRight(token, 'publish')
  const { context, params, at } = call
  const { containers, switches } = context
  const container = containers.find(params.get('creation_id') ?? '')
  if (container?.account !== account || container.isPart) throw unknownContainer()
  const state = stateOf(container, at)
  if (state === 'PUBLISHED') {
    const detail = `the container ${container.id} is published already`
    context.referee.broken('published_twice', callName(call), detail)
  }
  if (state === 'PUBLISHED' || state === 'EXPIRED') throw unknownContainer()
  if (state !== 'FINISHED') throw notReady()
  if (containers.publishedInDay(account, at) >= switches.publishQuota) {
    throw rejected(
      9,
      2_207_042,
      'The number of posts that may be published within 24 hours is reached',
    )
  }
  const { caption, kind, children } = container
  const post = addPost(account, {
    publishedAt: at,
    caption,
    children: children.length,
    ...FORMS[kind],
  })
  containers.published(container, post.id, at)
  return { id: post.id }
}

const FORMS = {
  IMAGE: { type: 'IMAGE', product: 'FEED' },
  VIDEO: { type: 'VIDEO', product: 'REELS' },
  REELS: { type: 'VIDEO', product: 'REELS' },
  STORIES: { type: 'IMAGE', product: 'STORY' },
  CAROUSEL: { type: 'CAROUSEL_ALBUM', product: 'FEED' },
} as const

/** `GET /{account}/content_publishing_limit`. */
export function readPublishingLimit(call: Call, token: Token, account: Account) {
  requireAccount(call, token, account)
  requireRight(token, 'publish')
  const { containers, switches } = call.context
  const resolvers = {
    quota_usage: () => containers.publishedInDay(account, call.at),
    config: () => ({ quota_total: switches.publishQuota, quota_duration: 86_400 }),
  }
  const { id: _none, ...limit } = project(
    'ContentPublishingLimit',
    resolvers,
    fieldsOf(call.params, named('quota_usage')),
  )
  return { data: [limit] }
}

/** `POST /ig-api-upload/{version}/{container}` at the host for uploads. */
export function receiveUpload(
  container: Container | undefined,
  { offset, size, bytes }: { offset: number; size: number; bytes: number },
) {
  if (!container?.upload) throw missing(container?.id ?? 'unknown', 'post')
  const { upload } = container
  if (offset !== upload.received || offset + bytes > size) {
    const message = JSON.stringify({ success: false, error: { message: 'The offset is wrong' } })
    return { debug_info: { retriable: true, type: 'OffsetInvalidError', message } }
  }
  upload.received += bytes
  upload.size = size
  return { success: true, message: 'Upload successful.' }
}
