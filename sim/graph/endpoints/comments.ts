import { requireAccount, type Call } from '../call.ts'
import { named, project } from '../fields.ts'
import { limitOf } from '../paging.ts'
import { requireRight } from '../rights.ts'
import type { Token } from '../tokens.ts'
import { shownMetric } from '../world/metrics.ts'
import type { Post } from '../world/posts.ts'
import { fieldsOf, metaTime } from './media.ts'

const TEXTS = ['So good!', 'Where can I buy it?', 'Рақмет!', 'Очень вкусно', 'Again tomorrow']
const MINUTE_MS = 60_000

/** `GET /{media}/comments`: the newest ones. */
export function listComments(call: Call, token: Token, post: Post) {
  requireAccount(call, token, post.account)
  requireRight(token, 'comments')
  const count = shownMetric(post, 'comments', { at: call.at, lagHours: 0 }) ?? 0
  const fields = fieldsOf(call.params, named('id', 'text', 'timestamp'))
  const data = Array.from({ length: Math.min(count, limitOf(call, 50)) }, (_, at) =>
    project(
      'IGComment',
      {
        id: () => `178${post.id.slice(3, -4)}${String(at).padStart(4, '0')}`,
        text: () => TEXTS[at % TEXTS.length],
        username: () => `guest.${at + 1}`,
        timestamp: () => metaTime(Math.min(call.at, post.publishedAt + (count - at) * MINUTE_MS)),
        like_count: () => at % 3,
        hidden: () => false,
      },
      fields,
    ),
  )
  return { data }
}
