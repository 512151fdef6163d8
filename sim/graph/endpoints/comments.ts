import { requireAccount, type Call } from '../call.ts'
import { invalid } from '../errors.ts'
import { named, project } from '../fields.ts'
import { limitOf } from '../paging.ts'
import { requireRight } from '../rights.ts'
import type { Token } from '../tokens.ts'
import { reportedMetric } from '../world/metrics.ts'
import type { Post } from '../world/posts.ts'
import { fieldsOf, metaTime } from './media.ts'

const TEXTS = ['So good!', 'Where can I buy it?', 'Рақмет!', 'Очень вкусно', 'Again tomorrow']
const MINUTE_MS = 60_000
const LONGEST = 2_200

/** A comment that the account's owner wrote during the run. */
export type OwnComment = { id: string; text: string; at: number }

type PublicComment = { id: string; text: string; username: string; at: number; likes: number }

/** `GET /{media}/comments`: the newest ones, those of the owner first. */
export function listComments(call: Call, token: Token, post: Post) {
  requireAccount(call, token, post.account)
  requireRight(token, 'comments')
  const fields = fieldsOf(call.params, named('id', 'text', 'timestamp'))
  const data = [...ownOnes(post), ...guests(call, post)]
    .slice(0, limitOf(call, 50))
    .map(({ id, text, username, at, likes }) =>
      project(
        'IGComment',
        {
          id: () => id,
          text: () => text,
          username: () => username,
          timestamp: () => metaTime(at),
          like_count: () => likes,
          hidden: () => false,
        },
        fields,
      ),
    )
  return { data }
}

/** `POST /{media}/comments`: Meta writes the same comment as often as it is asked to. */
export function writeComment(call: Call, token: Token, post: Post) {
  requireAccount(call, token, post.account)
  requireRight(token, 'comments')
  const text = call.params.get('message') ?? ''
  if (text.trim() === '' || text.length > LONGEST) throw invalid('Param message is invalid')
  const { comments } = post.account
  const before = comments.get(post.id) ?? []
  const id = `178${post.id.slice(3, -4)}${String(9_000 + before.length)}`
  comments.set(post.id, [...before, { id, text, at: call.at }])
  return { id }
}

const ownOnes = ({ account, id }: Post): PublicComment[] =>
  (account.comments.get(id) ?? [])
    .map((comment) => ({ ...comment, username: account.username, likes: 0 }))
    .toReversed()

function guests(call: Call, post: Post): PublicComment[] {
  const count = reportedMetric(post, 'comments', { at: call.at, lagHours: 0 }) ?? 0
  return Array.from({ length: Math.min(count, 50) }, (_, at) => ({
    id: `178${post.id.slice(3, -4)}${String(at).padStart(4, '0')}`,
    text: TEXTS[at % TEXTS.length] ?? '',
    username: `guest.${at + 1}`,
    at: Math.min(call.at, post.publishedAt + (count - at) * MINUTE_MS),
    likes: at % 3,
  }))
}
