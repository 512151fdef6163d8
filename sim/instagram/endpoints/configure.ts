import type { Account } from '../account.ts'
import { fail, html, loginRequired, ok } from '../answer.ts'
import { REFUSALS, type PostFault } from '../publishing/faults.ts'
import type { MadePost, Staged } from '../publishing/book.ts'
import { ownMedia } from '../publishing/media-json.ts'
import { judgeBeginning, judgePost, takeFault } from '../publishing/watch.ts'
import { textField } from './field.ts'
import type { ApiRequest, Outcome, Route, Services } from './route.ts'

const route = (path: RegExp, type: MadePost['type']): Route => ({
  method: 'POST',
  path,
  endpointClass: 'configure',
  needsSession: true,
  answer: (request, services) => configure(request, services, type),
})

export const configureRoutes: Route[] = [
  route(/^\/api\/v1\/media\/configure\/$/, 'photo'),
  route(/^\/api\/v1\/media\/configure_to_clips\/$/, 'reel'),
  route(/^\/api\/v1\/media\/configure_sidecar\/$/, 'carousel'),
]

/** Makes a post of what was staged under its ids. */
function configure(request: ApiRequest, services: Services, type: MadePost['type']): Outcome {
  const { account, form, arrival } = request
  const { publishing } = services
  if (!account) return loginRequired()
  const uploadId = textField(form, 'upload_id')
  judgeBeginning(services, arrival, account, uploadId)
  const refusal = takeFault(services, arrival, {
    account,
    caption: textField(form, 'caption'),
    take: () => publishing.takeRefusal(account),
  })
  if (refusal) return REFUSALS[refusal]()
  const before = publishing.of(account).posts.find((post) => post.uploadId === uploadId)
  if (before && publishing.repeats === 'error') return REFUSALS.configure_error()
  if (before && publishing.repeats === 'same') return made(account, before)
  const files = filesOf(services, account, request, type)
  if (!Array.isArray(files)) return files
  judgePost(services, arrival, account, { files, caption: textField(form, 'caption') })
  const faults = publishing.takePostFaults(account)
  const { at, proxy, deviceId } = arrival
  const caption = textField(form, 'caption')
  const staged = publishing.of(account).staged.get(uploadId)
  const cover = type === 'reel' ? (staged?.picture ?? null) : null
  const post = publishing.make(account, { uploadId, type, files, cover, caption, at, form }, faults)
  services.publishingWatch?.published({
    account: account.username,
    caption,
    at,
    place: { proxy, deviceId },
  })
  return answerOf({ media: ownMedia(account, post), upload_id: post.uploadId }, faults)
}

const made = (account: Account, post: MadePost): Outcome =>
  ok({ media: ownMedia(account, post), upload_id: post.uploadId })

function answerOf(body: Record<string, unknown>, faults: ReadonlySet<PostFault>): Outcome {
  const success = ok(body)
  if (faults.has('odd_message')) return ok({ ...body, message: 'post_under_review' })
  if (faults.has('lost_answer')) return { ...success, delivery: 'reset' }
  if (faults.has('no_answer')) return { ...success, delivery: 'hang' }
  if (faults.has('error_after')) return html(500, 'Sorry, something went wrong.')
  return faults.has('no_media') ? ok() : success
}

/** SHA-256 of the files of a post in their order, or the refusal of one that is not there. */
function filesOf(
  { publishing }: Services,
  account: Account,
  { form }: ApiRequest,
  type: MadePost['type'],
): string[] | Outcome {
  const { staged } = publishing.of(account)
  const items = type === 'carousel' ? itemsIn(form) : [textField(form, 'upload_id')]
  if (items.length === 0) return REFUSALS.no_sidecar_children()
  if (items.length > 10) return fail(400, { message: 'Too many sidecar children.' })
  const files = items.map((id) => fileOf(staged.get(id), type))
  return files.every((file) => file !== null) ? files : REFUSALS.needs_reupload()
}

/** A video needs its cover, or the two words that let the platform take a frame. */
function fileOf(staged: Staged | undefined, type: MadePost['type']): string | null {
  if (!staged) return null
  if (type === 'photo') return staged.picture
  if (staged.video === null) return type === 'carousel' ? staged.picture : null
  return staged.picture !== null || staged.hasCoverTags ? staged.video : null
}

function itemsIn(form: Record<string, unknown>): string[] {
  const items: unknown[] = Array.isArray(form['children_metadata']) ? form['children_metadata'] : []
  return items.flatMap((item) =>
    typeof item === 'object' && item !== null ? [textField({ ...item }, 'upload_id')] : [],
  )
}
