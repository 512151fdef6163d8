import type { Account } from '../account.ts'
import { fail, loginRequired, ok } from '../answer.ts'
import type { MadePost } from '../publishing/book.ts'
import { ownMedia } from '../publishing/media-json.ts'
import { textField } from './field.ts'
import type { ApiRequest, Outcome, Route, Services } from './route.ts'

type Answer = (request: ApiRequest, services: Services, post: MadePost, owner: Account) => Outcome

const onPost = (method: Route['method'], action: string, answer: Answer): Route => ({
  method,
  path: new RegExp(`^/api/v1/media/(\\d+)(?:_\\d+)?/${action}/$`),
  endpointClass: 'own_media',
  needsSession: true,
  answer(request, services) {
    const { account } = request
    if (!account) return loginRequired()
    const post = services.publishing
      .of(account)
      .posts.find(({ pk, isGhost }) => pk === request.params[0] && !isGhost)
    if (!post) return fail(400, { message: 'Media not found or unavailable' })
    return answer(request, services, post, account)
  },
})

export const ownMediaRoutes: Route[] = [
  onPost('GET', 'info', (_request, _services, post, owner) =>
    ok({ items: [ownMedia(owner, post)], num_results: 1 }),
  ),
  onPost('POST', 'comment', ({ form }, { publishing }, post, owner) => {
    const [text, key] = [textField(form, 'comment_text'), textField(form, 'idempotence_token')]
    const known = post.comments.find((comment) => comment.key === key && key !== '')
    const comment = known ?? { pk: `18${post.pk.slice(-12)}${post.comments.length}`, text, key }
    if (!known) post.comments.push(comment)
    const isUnanswered = publishing.takeActFault(owner, 'comment_unanswered')
    return heard({ comment: { pk: BigInt(comment.pk), text: comment.text } }, !isUnanswered)
  }),
  onPost('POST', 'edit_media', ({ form }, _services, post, owner) => {
    post.caption = textField(form, 'caption_text')
    return ok({ media: ownMedia(owner, post) })
  }),
  onPost('POST', 'delete', (_request, { publishing }, post, owner) => {
    const own = publishing.of(owner)
    own.posts = own.posts.filter((each) => each !== post)
    return heard({ did_delete: true }, !publishing.takeActFault(owner, 'removal_unanswered'))
  }),
]

const heard = (body: Record<string, unknown>, isHeard: boolean): Outcome =>
  isHeard ? ok(body) : { ...ok(body), delivery: 'hang' }

/**
 * Returns the feed or the reels of the asking account; after this read, nothing of the account is
 * unresolved.
 */
export function ownPosts(
  { publishing }: Services,
  account: Account,
  list: 'feed' | 'clips',
): Outcome {
  const own = publishing.of(account)
  own.unresolved = null
  const listed = own.posts.filter((post) => isListed(post, list))
  const items = listed.map((post) => ownMedia(account, post))
  return list === 'feed'
    ? ok({ items, num_results: items.length, more_available: false })
    : ok({ items: items.map((media) => ({ media })), paging_info: { more_available: false } })
}

function isListed(post: MadePost, list: 'feed' | 'clips'): boolean {
  const isInGrid = post.type !== 'reel' || post.form['clips_share_preview_to_feed'] !== '0'
  if (post.isGhost || (list === 'feed' ? !isInGrid : post.type !== 'reel')) return false
  post.pollsLeft -= 1
  return post.pollsLeft < 0
}
