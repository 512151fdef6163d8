import { requireAccount, type Call } from '../call.ts'
import { stateOf, type Container } from '../containers.ts'
import { named, project } from '../fields.ts'
import { callName } from '../referee.ts'
import { requireRight } from '../rights.ts'
import type { Token } from '../tokens.ts'
import type { Account } from '../world/accounts.ts'
import { addPost } from '../world/posts.ts'
import { rejected } from '../errors.ts'
import { unknownContainer } from './containers.ts'
import { fieldsOf } from './media.ts'

const DAY_MS = 24 * 3_600_000

/** `POST /{account}/media_publish`. */
export function publish(call: Call, token: Token, account: Account) {
  requireAccount(call, token, account)
  requireRight(token, 'publish')
  const { context, params, at } = call
  const { containers, publishWatch, referee } = context
  publishWatch.requested(call, account, 'posts')
  context.publishingWatch?.tried({ account: account.username, caption: null, at })
  const container = containers.find(params.get('creation_id') ?? '')
  if (container?.account !== account || container.isPart) throw unknownContainer()
  const state = stateOf(container, at)
  if (state === 'PUBLISHED') {
    const detail = `the container ${container.id} is published already`
    referee.broken('published_twice', callName(call), detail)
  }
  if (state === 'PUBLISHED' || state === 'EXPIRED') throw unknownContainer()
  if (state !== 'FINISHED') {
    const detail = `the container ${container.id} is ${state}`
    referee.broken('published_unready', callName(call), detail)
    throw rejected(
      9_007,
      2_207_027,
      'The media is not ready to be published. Please wait a moment.',
    )
  }
  requireQuota(call, account)
  const id = makePost(call, account, container)
  const { details } = container
  publishWatch.published(call, account, [...containers.filesOf(container), details.caption])
  context.publishingWatch?.published({ account: account.username, caption: details.caption, at })
  return { id }
}

function requireQuota({ context, at }: Call, account: Account): void {
  const published = context.containers.publishedInDay(account, at)
  const { publishQuota } = context.switches
  if (published.length < publishQuota) return
  context.publishWatch.reportFull(account, 'posts', (published[0] ?? at) + DAY_MS)
  throw rejected(
    9,
    2_207_042,
    'The number of posts that may be published within 24 hours is reached',
  )
}

/** The post's id, also for a post that never becomes visible. */
function makePost({ context, at }: Call, account: Account, container: Container): string {
  const { containers, publishFaults } = context
  const { kind, children, details } = container
  const isCaptionLost = publishFaults.take('caption_lost', account.username) !== undefined
  const lateSeconds = publishFaults.take('late', account.username)?.seconds ?? 0
  const post = addPost(account, {
    publishedAt: at,
    caption: isCaptionLost ? '' : details.caption,
    children: children.length,
    source: { files: containers.filesOf(container), details },
    visibleFrom: at + lateSeconds * 1_000,
    ...FORMS[kind],
  })
  if (publishFaults.take('ghost', account.username)) account.changes.set(post.id, { deletedAt: at })
  containers.published(container, post.id, at)
  return post.id
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
  const { containers, switches, publishWatch } = call.context
  const published = containers.publishedInDay(account, call.at)
  if (published.length >= switches.publishQuota) {
    publishWatch.reportFull(account, 'posts', (published[0] ?? call.at) + DAY_MS)
  }
  const resolvers = {
    quota_usage: () => published.length,
    config: () => ({ quota_total: switches.publishQuota, quota_duration: 86_400 }),
  }
  const { id: _none, ...limit } = project(
    'ContentPublishingLimit',
    resolvers,
    fieldsOf(call.params, named('quota_usage')),
  )
  return { data: [limit] }
}
