import { createHash } from 'node:crypto'
import type { Account } from '../account.ts'
import { shortcode } from '../world/ids.ts'
import {
  POST_FAULTS,
  REFUSALS,
  STAGED_FAULTS,
  UPLOAD_FAULTS,
  type ActFault,
  type PostFault,
  type PublishFaultKind,
  type PublishFaultOrder,
  type Refusal,
  type StagedFault,
  type UploadFault,
} from './faults.ts'

/** SHA-256 of what is staged under an upload id. */
export type Staged = { picture: string | null; video: string | null; hasCoverTags: boolean }

export type MadePost = {
  pk: string
  code: string
  /** The id that its client gave it. */
  uploadId: string
  type: 'photo' | 'reel' | 'carousel'
  files: readonly string[]
  /** SHA-256 of what a reel shows before it plays; null for a frame of it. */
  cover: string | null
  caption: string | null
  /** World time, ms. */
  at: number
  form: Record<string, unknown>
  isGhost: boolean
  returnsUploadId: boolean
  /** Lists still hide it so often. */
  pollsLeft: number
  comments: { pk: string; text: string; key: string }[]
}

type OfAccount = {
  staged: Map<string, Staged>
  posts: MadePost[]
  faults: { kind: PublishFaultKind; skip: number; left: number }[]
  /** Configures whose outcome the client cannot know until it reads its posts. */
  unresolved: string | null
}

/** The uploads and publications of accounts. */
export type PublishBook = {
  of(account: Account): OfAccount
  stage(account: Account, uploadId: string): Staged
  make(
    account: Account,
    post: Omit<MadePost, 'pk' | 'code' | 'comments' | 'pollsLeft' | 'isGhost' | 'returnsUploadId'>,
    faults: ReadonlySet<PostFault>,
  ): MadePost
  order(account: Account, order: PublishFaultOrder): void
  takeUploadFault(account: Account): UploadFault | undefined
  takeStagedFault(account: Account): StagedFault | undefined
  /** Whether this happens to an act on a post. */
  takeActFault(account: Account, fault: ActFault): boolean
  takeRefusal(account: Account): Refusal | undefined
  takePostFaults(account: Account): ReadonlySet<PostFault>
  /** The effect of a second configure with the same id. */
  repeats: 'same' | 'second' | 'error'
  /** Forgets what is staged, as the platform does after a while. */
  expire(account: Account): void
  clearFaults(): void
}

const LATE_POLLS = 2

export function createPublishBook(seed: string): PublishBook {
  const accounts = new Map<string, OfAccount>()
  let made = 0

  const of = (account: Account): OfAccount => {
    const known = accounts.get(account.pk)
    if (known) return known
    const fresh: OfAccount = { staged: new Map(), posts: [], faults: [], unresolved: null }
    accounts.set(account.pk, fresh)
    return fresh
  }

  const take = (account: Account, isMeant: (kind: PublishFaultKind) => boolean) =>
    takeFault(of(account), isMeant)

  const book: PublishBook = {
    of,
    stage(account, uploadId) {
      const { staged } = of(account)
      const known = staged.get(uploadId) ?? { picture: null, video: null, hasCoverTags: false }
      staged.set(uploadId, known)
      return known
    },
    make(account, post, faults) {
      made += 1
      const pk = pkOf(seed, account, made)
      const whole: MadePost = {
        ...post,
        pk,
        code: shortcode(pk),
        caption: faults.has('caption_lost') || post.caption === '' ? null : post.caption,
        isGhost: faults.has('ghost'),
        returnsUploadId: !faults.has('no_timestamp'),
        pollsLeft: faults.has('late') ? LATE_POLLS : 0,
        comments: [],
      }
      of(account).posts.unshift(whole)
      return whole
    },
    order: (account, { kind, count = 1, skip = 0 }) =>
      void of(account).faults.push({ kind, skip, left: count }),
    takeUploadFault: (account) => take(account, isUploadFault) as UploadFault | undefined,
    takeStagedFault: (account) => take(account, isStagedFault) as StagedFault | undefined,
    takeActFault: (account, fault) => take(account, (kind) => kind === fault) !== undefined,
    takeRefusal: (account) => take(account, isRefusal) as Refusal | undefined,
    takePostFaults(account) {
      const kinds = Object.keys(POST_FAULTS) as PostFault[]
      return new Set(kinds.filter((kind) => take(account, (each) => each === kind) !== undefined))
    },
    repeats: 'same',
    expire: (account) => of(account).staged.clear(),
    clearFaults() {
      for (const each of accounts.values()) each.faults = []
      book.repeats = 'same'
    },
  }
  return book
}

/**
 * The first fault that is meant, once those before it were let through; then it has happened once.
 */
function takeFault(
  found: OfAccount,
  isMeant: (kind: PublishFaultKind) => boolean,
): PublishFaultKind | undefined {
  const fault = found.faults.find(({ kind }) => isMeant(kind))
  if (!fault) return undefined
  if (fault.skip > 0) {
    fault.skip -= 1
    return undefined
  }
  fault.left -= 1
  if (fault.left <= 0) found.faults = found.faults.filter((each) => each !== fault)
  return fault.kind
}

const isUploadFault = (kind: PublishFaultKind): boolean => kind in UPLOAD_FAULTS
const isStagedFault = (kind: PublishFaultKind): boolean => kind in STAGED_FAULTS
const isRefusal = (kind: PublishFaultKind): boolean => kind in REFUSALS

/** Beyond 2^53, as the platform's are. */
const pkOf = (seed: string, { pk }: Account, made: number): string => {
  const digest = createHash('sha256').update(`${seed} ${pk} ${made}`).digest()
  return String(
    3_000_000_000_000_000_000n + (digest.readBigUInt64BE() % 1_000_000_000_000_000_000n),
  )
}
