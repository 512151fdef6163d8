import type { Services } from '../../services.ts'
import type { Publishers } from '../../../platforms/publisher.ts'
import { getUploads, type Upload } from '../uploads/uploads-store.ts'
import { listCandidates, type Candidate } from './store/candidates.ts'
import { captionJudge, commentJudge } from './caption-faults.ts'
import { captionChooser, isTranslated, type AccountCaption } from './caption-for.ts'
import type { CaptionLanguage } from './caption-language.ts'
import { listCaptions } from './store/captions.ts'
import {
  addressViolation,
  captionViolation,
  commentViolation,
  filesViolation,
  skipped,
  reviewViolation,
  routeViolation,
  stateViolation,
  type Skipped,
} from './skip-reasons.ts'
import type { PostRow } from './store/posts/posts.ts'
import { isSetUp } from '../translations/candidates.ts'
import { NO_SERVICE } from '../translations/errors.ts'
import { listFailures } from './store/posts/translation-failures.ts'

export type PlannedAccount = Pick<
  Candidate,
  | 'id'
  | 'username'
  | 'kind'
  | 'language'
  | 'formality'
  | 'quota_full_until'
  | 'ready_at'
  | 'group'
  | 'picture_hash'
> & {
  caption: string
  /** The first comment; null for none. */
  comment: string | null
  /** The language of the caption; null when it is unknown, or the caption has no words. */
  caption_language: string | null
  origin: AccountCaption['origin']
  /** Whether the caption is the account's alone. */
  has_own_caption: boolean
  /** Why a person should look at its caption. */
  flags: string[]
  /** False: the post has no caption in the account's language that may go out. */
  is_translated: boolean
  left_out: Skipped | null
  /** Until when the account rests or pauses, on any of its accesses. */
  free_at: Date | null
  /** How many co-authors its route invites. */
  most_collaborators: number
}

/** The accounts of a post, and what it is written in. */
export type Plan = { accounts: PlannedAccount[]; spoken: CaptionLanguage }

/**
 * Returns why an account without a caption in its language is left out; null: the caption is
 * translated before the account publishes it.
 */
type NotTranslated = (account: Candidate) => Skipped | null

type Parts = Pick<Services, 'publishers' | 'config'> & {
  post: PostRow
  captionFor: ReturnType<typeof captionChooser>['captionFor']
  notTranslated: NotTranslated
  uploads: readonly Upload[]
  judgeCaption: ReturnType<typeof captionJudge>
  judgeComment: ReturnType<typeof commentJudge>
}

export type PlanServices = Pick<Services, 'db' | 'publishers' | 'config' | 'translators' | 'openai'>

export const routeOf = (kind: Candidate['kind']): keyof Publishers =>
  kind === 'pool' ? 'private' : 'official'

/**
 * Returns the accounts of a post as its groups are now, with what each publishes, or why it is left
 * out. An account whose caption is not translated yet is not left out while gramd can still
 * translate it, unless the post `begins` now.
 */
export async function planPost(
  { db, publishers, config, ...services }: PlanServices,
  post: PostRow,
  { begins = false }: { begins?: boolean } = {},
): Promise<Plan> {
  const [candidates, captions, failures, uploads] = await Promise.all([
    listCandidates(db, post.id, config),
    listCaptions(db, post.id),
    listFailures(db, post.id),
    getUploads(
      db,
      post.media.map(({ upload_id }) => upload_id),
    ),
  ])
  const { spoken, captionFor } = captionChooser(post, captions)
  const notTranslated: NotTranslated = ({ language }) => {
    if (spoken.language === null) return skipped('not_translated', UNKNOWN_LANGUAGE)
    if (!config.translationServices.some((service) => isSetUp(services, service)))
      return skipped('not_translated', `there is no caption in its language: ${NO_SERVICE}`)
    if (!begins) return null
    const failure = failures.find((each) => each.language === language)
    const why = failure === undefined ? '' : `: ${failure.message}`
    return skipped('not_translated', `there is no caption in its language${why}`)
  }
  const judges = { judgeCaption: captionJudge(config), judgeComment: commentJudge(config) }
  const parts = { publishers, config, post, captionFor, notTranslated, uploads, ...judges }
  return { accounts: onceEach(candidates.map((account) => planAccount(parts, account))), spoken }
}

const UNKNOWN_LANGUAGE =
  'gramd does not know the language of the caption: name it, or say that it goes out as it is'

function planAccount(
  { publishers, config, post, captionFor, notTranslated, uploads, ...judges }: Parts,
  account: Candidate,
): PlannedAccount {
  const caption = captionFor(account)
  const { fault, flags } = judges.judgeCaption(caption.text, caption.row?.flags)
  const route = publishers[routeOf(account.kind)]
  const { login } = account
  const reason =
    stateViolation(account, config) ??
    routeViolation(post, route) ??
    filesViolation(post, uploads, routeOf(account.kind), config) ??
    addressViolation(post, uploads, { login, route, publicUrl: config.publicUrl }) ??
    captionViolation(fault) ??
    textViolation({ post, notTranslated, ...judges }, account, caption)
  return {
    id: account.id,
    username: account.username,
    kind: account.kind,
    language: account.language,
    formality: account.formality,
    caption: caption.text,
    comment: caption.comment,
    caption_language: caption.language,
    origin: caption.origin,
    has_own_caption: caption.row !== null && caption.row.language === null,
    flags,
    is_translated: isTranslated(caption),
    left_out: reason,
    free_at: latest(latest(account.paused_until, account.rest_until), account.resting_until),
    quota_full_until: account.quota_full_until,
    ready_at: account.ready_at,
    group: account.group,
    picture_hash: account.picture_hash,
    most_collaborators: route?.offers.maxCollaborators ?? 0,
  }
}

/** Returns why the first comment, the language or a review leaves the account out; else null. */
const textViolation = (
  { post, notTranslated, judgeComment }: Pick<Parts, 'post' | 'notTranslated' | 'judgeComment'>,
  account: Candidate,
  caption: AccountCaption,
): Skipped | null =>
  commentViolation(judgeComment(caption.comment, caption.text)) ??
  (caption.origin === 'missing' ? notTranslated(account) : null) ??
  reviewViolation(post, caption)

/**
 * The reasons that would apply to any other access to the same account: they do not make gramd take
 * that access instead.
 */
const OF_THE_ACCOUNT: readonly Skipped['reason'][] = [
  'limit_reached',
  'not_confirmed',
  'not_translated',
  'caption_unfit',
  'comment_unfit',
]

/** An account that is left out for it may be published on later. */
const MAY_FOLLOW: readonly Skipped['reason'][] = ['not_confirmed', 'not_translated']

/**
 * One Instagram account can be reached both ways: it is published on once, officially where that is
 * possible.
 */
function onceEach(planned: readonly PlannedAccount[]): PlannedAccount[] {
  const first = new Map<string, string>()
  const officialFirst = planned.toSorted((a, b) => a.kind.localeCompare(b.kind))
  for (const { id, username, left_out: reason } of officialFirst) {
    const name = username.toLowerCase()
    const holds = reason === null || OF_THE_ACCOUNT.includes(reason.reason)
    if (holds && !first.has(name)) first.set(name, id)
  }
  const same = skipped('same_account', 'the same account is published on by another access')
  return planned.map((account) => {
    const chosen = first.get(account.username.toLowerCase()) ?? account.id
    const mayGo = account.left_out === null || MAY_FOLLOW.includes(account.left_out.reason)
    return mayGo && chosen !== account.id ? { ...account, left_out: same } : account
  })
}

function latest(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other
  return one > other ? one : other
}
