import { reaches, requireAccount, type Call } from '../call.ts'
import { pictureUrl } from '../cdn.ts'
import { GraphProblem, invalid, missing } from '../errors.ts'
import { named, project, type Field, type Resolvers } from '../fields.ts'
import { requireRight } from '../rights.ts'
import type { Token } from '../tokens.ts'
import type { Account } from '../world/accounts.ts'
import { otherCreator } from '../world/other-creators.ts'
import { reportedMetric } from '../world/metrics.ts'
import { countPosts, postsOf, share, type Post } from '../world/posts.ts'
import { fieldsOf, metaTime } from './media.ts'

const DAY_MS = 24 * 3_600_000

/** Followers grow a little every day. */
export function followersAt({ followers, username, startedAt }: Account, at: number): number {
  const days = Math.max(0, (at - startedAt) / DAY_MS)
  return Math.floor(followers * (1 + (0.0005 + 0.002 * share(username, 'growth')) * days))
}

/** The platform's own id. */
export const platformIdOf = ({ index }: Account): string => String(3_000_000_000 + index)

/** `GET /{account}` of Facebook Login. */
export function readAccount(call: Call, token: Token, account: Account) {
  requireAccount(call, token, account)
  requireRight(token, 'basic')
  const fields = fieldsOf(call.params, named('id'))
  return project('IGUser', accountOf(call, token, account), fields)
}

/** Answers `GET /me` of Instagram Login, in either shape; it marks personal accounts. */
export function readMe(call: Call, token: Token, account: Account) {
  requireRight(token, 'basic')
  if (!reaches(token, account)) throw missing('me')
  const fields = fieldsOf(call.params, named('id', 'username'))
  const answer = project('IGUser', accountOf(call, token, account), fields)
  return call.context.switches.shape === 'data' ? { data: [answer] } : answer
}

const TYPES = { business: 'BUSINESS', creator: 'MEDIA_CREATOR', personal: 'PERSONAL' } as const

function accountOf(call: Call, token: Token, account: Account): Resolvers {
  const { context, at } = call
  const own: Resolvers = {
    username: () => account.username,
    name: () => account.name,
    biography: () => `${account.name} on Instagram`,
    website: () => `https://${account.username}.example/`,
    profile_picture_url: () => pictureUrl(context, account.igId, at),
    followers_count: () => followersAt(account, at),
    follows_count: () => 120 + Math.floor(500 * share(account.username, 'follows')),
    media_count: () => countPosts(account, at),
  }
  if (token.login === 'instagram') {
    return {
      ...own,
      id: () => account.scopedId,
      user_id: () => account.igId,
      account_type: () => TYPES[account.kind],
    }
  }
  return {
    ...own,
    id: () => account.igId,
    ig_id: () => platformIdOf(account),
    business_discovery: (field) => discover(call, field),
  }
}

/** Another professional account, by its name. */
function discover(call: Call, { args, fields }: Field) {
  const username = args['username']
  if (username === undefined) throw invalid('The parameter username is required')
  const { context, at } = call
  const found = [...context.directory.accounts.values()].find(
    (account) => account.username === username.toLowerCase(),
  )
  const other = found ? null : otherCreator(context.others, username.toLowerCase(), { fields })
  if (other !== null) return other
  if (!found || found.kind === 'personal') {
    throw new GraphProblem({
      message: 'Invalid user id',
      code: 110,
      subcode: 2_207_013,
      isTransient: false,
      userTitle: 'Cannot find User',
      userMessage: `The user with username: ${username} cannot be found.`,
    })
  }
  return project('BusinessDiscovery', discoveredOf(call, found, at), fields ?? named('id'))
}

function discoveredOf({ context }: Call, account: Account, at: number): Resolvers {
  return {
    id: () => account.igId,
    ig_id: () => platformIdOf(account),
    username: () => account.username,
    name: () => account.name,
    biography: () => `${account.name} on Instagram`,
    website: () => `https://${account.username}.example/`,
    profile_picture_url: () => pictureUrl(context, account.igId, at),
    followers_count: () => followersAt(account, at),
    follows_count: () => 120 + Math.floor(500 * share(account.username, 'follows')),
    media_count: () => countPosts(account, at),
    media: (field) => discoveredMedia(context, account, at, field),
  }
}

function discoveredMedia(
  context: Call['context'],
  account: Account,
  at: number,
  { args, fields }: Field,
) {
  const limit = Math.min(100, Number(args['limit'] ?? 25))
  const posts: Post[] = []
  for (const post of postsOf(account, at, null)) {
    if (posts.length >= limit) break
    posts.push(post)
  }
  const data = posts.map((post) => {
    const valueOf = (metric: string) => reportedMetric(post, metric, { at, lagHours: 0 }) ?? 0
    const isVideo = post.type === 'VIDEO'
    const resolvers: Resolvers = {
      id: () => post.id,
      caption: () => post.caption || undefined,
      media_type: () => post.type,
      media_product_type: () => post.product,
      media_url: () => (isVideo ? undefined : pictureUrl(context, post.id, at)),
      thumbnail_url: () => (isVideo ? pictureUrl(context, post.id, at) : undefined),
      permalink: () => `https://www.instagram.com/${isVideo ? 'reel' : 'p'}/${post.shortcode}/`,
      timestamp: () => metaTime(post.publishedAt),
      username: () => account.username,
      like_count: () => (post.likesHidden ? undefined : valueOf('likes')),
      comments_count: () => valueOf('comments'),
      view_count: () => (isVideo ? valueOf('views') : undefined),
    }
    return project('IGMedia', resolvers, fields ?? named('id'))
  })
  return { data }
}
