import type { Publisher } from '../../../platforms/publisher.ts'
import type { PlatformLimits } from '../../../ages/platform-limits.ts'
import type { Services } from '../../services.ts'
import { dailyLimit } from '../executions/limits.ts'
import { judge } from '../uploads/rules.ts'
import type { Upload } from '../uploads/uploads-store.ts'
import type { Candidate } from './store/candidates.ts'
import type { CaptionFault } from './caption-faults.ts'
import type { AccountCaption } from './caption-for.ts'
import type { PostRow } from './store/posts/posts.ts'

/** Reasons to skip an account of a post. */
export const SKIP_REASONS = [
  'banned',
  'login_required',
  'proxy_error',
  'needs_person',
  'paused',
  'missing_right',
  'expired',
  'limit_reached',
  'no_files',
  'route_not_set_up',
  'no_public_address',
  'media_unfit',
  'caption_unfit',
  'comment_unfit',
  'too_many_collaborators',
  'not_translated',
  'not_confirmed',
  'same_account',
] as const
export type SkipReason = (typeof SKIP_REASONS)[number]
export type Skipped = {
  reason: SkipReason
  /** The rule that the file or the caption violates. */
  rule: string | null
  message: string
}
export const skipped = (reason: SkipReason, message: string): Skipped => ({
  reason,
  rule: null,
  message,
})

const STATES = {
  banned: 'Instagram has suspended it',
  login_required: 'it has to be logged in',
  proxy_error: 'its proxy does not work',
  needs_person: 'a person has to check it',
  paused: 'an operator has paused it',
  missing_right: 'its owner has not granted the right to publish',
  expired: 'its owner has to connect it again',
} as const

export function stateViolation(
  account: Candidate,
  { publishWarmupPosts: warmupPosts }: Pick<Services['config'], 'publishWarmupPosts'>,
): Skipped | null {
  const { state, posts_today: today } = account
  if (state !== 'active' && state !== 'cooldown') return skipped(state, STATES[state])
  const most = dailyLimit(account, warmupPosts)
  return today >= most
    ? skipped('limit_reached', `it has published ${most} posts within a day`)
    : null
}

export function filesViolation(
  { type }: Pick<PostRow, 'type'>,
  uploads: readonly Upload[],
  route: 'official' | 'private',
  limits: PlatformLimits,
): Skipped | null {
  if (uploads.length === 0) return skipped('no_files', 'the post has no files')
  if (type === 'carousel' && uploads.length > limits.carouselMaxFiles) {
    const message = `the carousel has ${uploads.length} files, and at most ${limits.carouselMaxFiles} are taken`
    return { reason: 'media_unfit', rule: 'files', message }
  }
  for (const [at, upload] of uploads.entries()) {
    const [violation] = judge(upload, { type, route }, limits)
    if (violation) {
      const message = `file ${at + 1}: ${violation.says}; ${violation.remedy}`
      return { reason: 'media_unfit', rule: violation.rule, message }
    }
  }
  return null
}

export const captionViolation = (fault: CaptionFault | null): Skipped | null =>
  fault && { reason: 'caption_unfit', ...fault }

export function routeViolation(
  { collaborators }: Pick<PostRow, 'collaborators'>,
  route: Publisher | undefined,
): Skipped | null {
  if (!route) return skipped('route_not_set_up', 'this way of publishing is not set up')
  const most = route.offers.maxCollaborators
  return collaborators.length > most
    ? skipped(
        'too_many_collaborators',
        `the post has ${collaborators.length} collaborators, and its access invites at most ${most}`,
      )
    : null
}

/** The bytes of a video go straight to Meta with Facebook's login; Meta fetches everything else. */
export function addressViolation(
  { cover_upload_id: cover }: Pick<PostRow, 'cover_upload_id'>,
  uploads: readonly Upload[],
  {
    login,
    route,
    publicUrl,
  }: Pick<Candidate, 'login'> & {
    route: Publisher | undefined
    publicUrl: string | undefined
  },
): Skipped | null {
  if (route?.offers.needsUrls !== true || publicUrl !== undefined) return null
  const isFetched =
    login !== 'facebook' || cover !== null || uploads.some(({ kind }) => kind === 'picture')
  return isFetched
    ? skipped('no_public_address', 'Meta fetches the files, and GRAMD_PUBLIC_URL is not set')
    : null
}

export const commentViolation = (fault: CaptionFault | null): Skipped | null =>
  fault && { reason: 'comment_unfit', ...fault }

const TO_CONFIRM = {
  outdated:
    'its caption belongs to an older text of the post: confirm it again, or translate it again',
  doubtful: 'its translation does not read like its language: confirm or write it',
} as const

/**
 * Returns the violation of a caption that waits for a person's confirmation: where the post
 * requires review, captions of an older text, and translations that do not read like their
 * language.
 */
export function reviewViolation(
  { requires_review: isRequired }: Pick<PostRow, 'requires_review'>,
  { row, origin }: Pick<AccountCaption, 'row' | 'origin'>,
): Skipped | null {
  if (origin === 'outdated' || origin === 'doubtful')
    return skipped('not_confirmed', TO_CONFIRM[origin])
  const isOpen = isRequired && origin !== 'as_is' && row !== null && row.confirmed_at === null
  return isOpen && origin !== 'missing'
    ? skipped('not_confirmed', 'its caption is not confirmed')
    : null
}
