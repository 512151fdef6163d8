import type { Services } from '../../manifest.ts'
import type { Publishers } from '../../../platforms/publisher.ts'
import { getUploads, type Upload } from '../uploads/uploads-store.ts'
import { listCandidates, type Candidate } from './candidates.ts'
import { captionJudge } from './caption-faults.ts'
import { captionFor, listCaptions, type CaptionRow } from './captions-store.ts'
import {
  addressMisfit,
  captionMisfit,
  filesMisfit,
  leftOut,
  reviewMisfit,
  routeMisfit,
  stateMisfit,
  type LeftOut,
} from './left-out.ts'
import type { PostRow } from './posts-store.ts'

export type PlannedAccount = Pick<
  Candidate,
  'id' | 'username' | 'kind' | 'language' | 'formality' | 'quota_full_until' | 'ready_at'
> & {
  caption: string
  /** It is the account's alone. */
  has_own_caption: boolean
  /** Why a person should look at its caption. */
  flags: string[]
  /** False: the post has no caption in the account's language. */
  is_translated: boolean
  left_out: LeftOut | null
  /** It rests or pauses until then, whichever access to it does. */
  free_at: Date | null
  /** How many co-authors its route invites. */
  most_collaborators: number
}

type Parts = Pick<Services, 'publishers' | 'config'> & {
  post: PostRow
  captions: readonly CaptionRow[]
  uploads: readonly Upload[]
  judgeCaption: ReturnType<typeof captionJudge>
}

export const routeOf = (kind: Candidate['kind']): keyof Publishers =>
  kind === 'pool' ? 'private' : 'official'

/** The accounts of a post as its groups are now, with what each gets, or why it is left out. */
export async function planPost(
  { db, publishers, config }: Pick<Services, 'db' | 'publishers' | 'config'>,
  post: PostRow,
): Promise<PlannedAccount[]> {
  const [candidates, captions, uploads] = await Promise.all([
    listCandidates(db, post.id, config),
    listCaptions(db, post.id),
    getUploads(
      db,
      post.media.map(({ upload_id }) => upload_id),
    ),
  ])
  const judgeCaption = captionJudge(config)
  const parts = { publishers, config, post, captions, uploads, judgeCaption }
  return onceEach(candidates.map((account) => planAccount(parts, account)))
}

function planAccount(
  { publishers, config, post, captions, uploads, judgeCaption }: Parts,
  account: Candidate,
): PlannedAccount {
  const caption = captionFor(post, captions, account)
  const { fault, flags } = judgeCaption(caption.text, caption.row?.flags)
  const route = publishers[routeOf(account.kind)]
  const { login } = account
  const reason =
    stateMisfit(account, config) ??
    routeMisfit(post, route) ??
    filesMisfit(post, uploads, routeOf(account.kind), config) ??
    addressMisfit(post, uploads, { login, route, publicUrl: config.publicUrl }) ??
    captionMisfit(fault) ??
    reviewMisfit(post, caption)
  return {
    id: account.id,
    username: account.username,
    kind: account.kind,
    language: account.language,
    formality: account.formality,
    caption: caption.text,
    has_own_caption: caption.row !== null && caption.row.language === null,
    flags,
    is_translated: caption.isTranslated,
    left_out: reason,
    free_at: latest(latest(account.paused_until, account.rest_until), account.resting_until),
    quota_full_until: account.quota_full_until,
    ready_at: account.ready_at,
    most_collaborators: route?.offers.mostCollaborators ?? 0,
  }
}

/** What another access to the same account would not change: it is no reason to take that one instead. */
const OF_THE_ACCOUNT: readonly LeftOut['reason'][] = [
  'limit_reached',
  'not_confirmed',
  'caption_unfit',
]

/** One Instagram account can be reached both ways: it is published on once, officially where that is possible. */
function onceEach(planned: readonly PlannedAccount[]): PlannedAccount[] {
  const first = new Map<string, string>()
  const officialFirst = planned.toSorted((a, b) => a.kind.localeCompare(b.kind))
  for (const { id, username, left_out: reason } of officialFirst) {
    const name = username.toLowerCase()
    const holds = reason === null || OF_THE_ACCOUNT.includes(reason.reason)
    if (holds && !first.has(name)) first.set(name, id)
  }
  const same = leftOut('same_account', 'the same account is published on by another access')
  return planned.map((account) => {
    const chosen = first.get(account.username.toLowerCase()) ?? account.id
    return account.left_out === null && chosen !== account.id
      ? { ...account, left_out: same }
      : account
  })
}

function latest(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other
  return one > other ? one : other
}
