import { captionLanguages } from '../../../creators/languages.ts'
import {
  NotFoundError,
  PrivateProfileError,
  RestrictedProfileError,
  TargetQuarantinedError,
} from '../../../platforms/target-errors.ts'
import type { Profile } from '../../../platforms/creators.ts'
import type { TaskContext } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import type { Acquaintance } from '../store/rejected-creators.ts'
import { brokenRule, missingFor, type Filters, type Rule } from '../filters.ts'
import { callOf } from './find-creators.ts'
import type { DiscoverResult } from '../outcome.ts'
import type { Candidate, CreatorFacts } from '../progress.ts'

/** The outcome for a candidate. */
export type Judgement = { candidate: Candidate; isRemembered: boolean } & (
  | { kind: 'known' }
  | { kind: 'returned'; blogId: string }
  | { kind: 'filtered'; rule: Rule | 'quarantined' | 'unreadable' }
  | { kind: 'created' }
)

/** The posts whose captions show the languages of a creator whose posts were not seen. */
const POSTS_FOR_LANGUAGES = 12

/**
 * Returns the outcome for a candidate by what is known already, from the page that it was seen on
 * and from earlier discoveries. Returns the candidate with all that when another request is needed.
 */
export function judge(
  candidate: Candidate,
  { blog, remembered }: Acquaintance,
  filters: Filters,
): Judgement | Candidate {
  if (blog?.isDeleted === true)
    return { kind: 'returned', blogId: blog.id, candidate, isRemembered: false }
  if (blog) return { kind: 'known', candidate, isRemembered: false }
  const own = judgeFacts(candidate, filters)
  if (own) return { ...own, isRemembered: false }
  if (!remembered) return candidate
  // What the page says is newer.
  const informed = {
    ...candidate,
    platformId: candidate.platformId ?? remembered.platformId,
    facts: { ...remembered.facts, ...candidate.facts },
    foundAt: remembered.foundAt,
  }
  const judged = judgeFacts(informed, filters)
  return judged ? { ...judged, isRemembered: true } : informed
}

/** Undefined when another request is needed. */
export function judgeFacts(candidate: Candidate, filters: Filters): Judgement | undefined {
  const rule = brokenRule(candidate.facts, filters)
  if (rule) return { kind: 'filtered', rule, candidate, isRemembered: false }
  return missingFor(candidate.facts, filters) === undefined
    ? { kind: 'created', candidate, isRemembered: false }
    : undefined
}

/**
 * Asks the platform for what the filters need next, by one request. Returns 'quarantined' for a
 * candidate that the pool leaves alone. Throws errors that say nothing about the candidate.
 */
export async function fetchMissingFacts(
  candidate: Candidate,
  filters: Filters,
  counts: DiscoverResult,
  context: TaskContext<Services>,
): Promise<Candidate | 'quarantined'> {
  const { creatorReader } = context.services
  let requests = 0
  const call = callOf(context, (made) => void (requests = made))
  const { platformId, username } = candidate
  try {
    if (missingFor(candidate.facts, filters) === 'captions' && platformId !== null) {
      const limit = { posts: POSTS_FOR_LANGUAGES }
      const { posts } = await creatorReader.fetchPosts(platformId, limit, call)
      const captions = posts.flatMap((post) => post.captionText ?? [])
      return withFacts(candidate, { languages: captionLanguages(captions) })
    }
    const target = platformId === null ? { username } : { platformId }
    const profile = await creatorReader.fetchProfile(target, call)
    return withProfile(candidate, profile)
  } catch (error) {
    if (error instanceof TargetQuarantinedError) return 'quarantined'
    const isHidden = error instanceof PrivateProfileError || error instanceof RestrictedProfileError
    if (!isHidden && !(error instanceof NotFoundError)) throw error
    const facts = isHidden
      ? { ...NO_FACTS, ...candidate.facts, isPrivate: true }
      : { ...NO_FACTS, isGone: true }
    return { ...withFacts(candidate, facts), foundAt: null }
  } finally {
    counts.requests += requests
  }
}

/** The facts about a creator that cannot be seen: nothing more can be fetched. */
const NO_FACTS: CreatorFacts = {
  isVerified: null,
  followerCount: null,
  mediaCount: null,
  businessCategory: null,
  languages: [],
}

const withFacts = (candidate: Candidate, facts: CreatorFacts): Candidate => ({
  ...candidate,
  facts: { ...candidate.facts, ...facts },
  wasLookedAt: true,
})

const withProfile = (candidate: Candidate, profile: Profile): Candidate => ({
  ...withFacts(candidate, {
    isGone: false,
    // Profiles that are hidden by age or region cannot be read either.
    isPrivate: profile.isPrivate || profile.isRestricted,
    isVerified: profile.isVerified,
    followerCount: profile.followerCount,
    mediaCount: profile.mediaCount,
    businessCategory: profile.businessCategory,
    // The captions of such a profile are visible to no account.
    ...(profile.isPrivate || profile.isRestricted ? { languages: [] } : {}),
  }),
  platformId: profile.platformId,
  username: profile.username,
  fullName: profile.fullName,
  foundAt: null,
})
