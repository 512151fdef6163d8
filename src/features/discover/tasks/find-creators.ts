import { captionLanguages } from '../../../creators/languages.ts'
import { UnexpectedAnswerError } from '../../../platforms/errors.ts'
import {
  NotFoundError,
  NotOfferedError,
  PrivateProfileError,
  RestrictedProfileError,
  TargetQuarantinedError,
} from '../../../platforms/target-errors.ts'
import type { FoundAuthor } from '../../../platforms/creators.ts'
import type { DiscoverySource } from '../../../platforms/creator-finder.ts'
import type { PlatformCall } from '../../../platforms/call.ts'
import type { TaskContext } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { findPlatformId } from '../store/rejected-creators.ts'
import { noResult, type DiscoverResult } from '../outcome.ts'
import { pagesOf, type DiscoverPayload } from '../payload.ts'
import type { Candidate, CreatorsProgress, PagesProgress } from '../progress.ts'
import { saveProgress } from './save-progress.ts'

type Context = TaskContext<Services>
type Unread = DiscoverResult['unread'][number]

/**
 * Reads the pages, or the list, to the end: all people who may become creators, each once, with the
 * known facts.
 */
export async function findCreators(
  payload: DiscoverPayload,
  progress: PagesProgress,
  context: Context,
): Promise<CreatorsProgress> {
  const sources = payload.similar_to
    ? await findSeed(payload.similar_to, progress, context)
    : pagesOf(payload)
  for (const source of sources.slice(progress.read)) {
    const isLastHope = progress.unread.length === sources.length - 1
    await readPage(source, { payload, progress, isLastHope }, context)
  }
  const found = payload.creators?.map(nameOnly) ?? progress.found
  const { requests, unread } = progress
  const notOffered = unread.some(({ reason }) => reason === 'not_offered')
  const none = noResult()
  const counts: DiscoverResult = {
    ...none,
    examined: found.length + progress.erased,
    filtered: { ...none.filtered, erased: progress.erased },
    requests,
    unread,
    not_offered: notOffered,
  }
  return { stage: 'authors', unsorted: found, left: [], failuresInARow: 0, counts }
}

const nameOnly = (username: string): Candidate => ({
  platformId: null,
  username,
  fullName: null,
  facts: {},
  wasLookedAt: false,
  failures: 0,
  foundAt: null,
})

/** A call of this task, which says how many requests it has sent. */
export const callOf = (context: Context, onRequest: (requests: number) => void): PlatformCall => ({
  signal: context.signal,
  taskId: context.taskId,
  onAccount: (account) => context.note({ account }),
  onRequest,
})

/**
 * Similar creators are asked for by the seed's id, which takes one request unless the seed is
 * known.
 */
async function findSeed(
  username: string,
  progress: PagesProgress,
  context: Context,
): Promise<DiscoverySource[]> {
  const { db, creatorReader } = context.services
  if (progress.unread.length > 0) return []
  progress.seedId ??= (await findPlatformId(db, username)) ?? null
  if (progress.seedId === null) {
    let requests = 0
    const call = callOf(context, (made) => void (requests = made))
    try {
      const profile = await creatorReader.fetchProfile({ username }, call)
      if (profile.isPrivate) progress.unread.push({ source: username, reason: 'private' })
      else if (profile.isRestricted)
        progress.unread.push({ source: username, reason: 'restricted' })
      else progress.seedId = profile.platformId
    } catch (error) {
      if (isSilent(error)) throw error
      progress.unread.push({ source: username, reason: reasonOf(error) })
    }
    progress.requests += requests
    await saveProgress(context, progress)
  }
  return progress.seedId === null ? [] : [{ kind: 'similar', platformId: progress.seedId }]
}

/** Throws everything that says nothing about the source itself. */
function reasonOf(error: unknown): Unread['reason'] {
  if (error instanceof NotFoundError) return 'not_found'
  if (error instanceof NotOfferedError) return 'not_offered'
  if (error instanceof PrivateProfileError) return 'private'
  if (error instanceof RestrictedProfileError) return 'restricted'
  if (error instanceof TargetQuarantinedError) return 'quarantined'
  if (error instanceof UnexpectedAnswerError) return 'unreadable'
  throw error
}

/** Whether the error leaves open what there is to be read. */
const isSilent = (error: unknown): boolean =>
  error instanceof TargetQuarantinedError || error instanceof UnexpectedAnswerError

async function readPage(
  source: DiscoverySource,
  {
    payload,
    progress,
    isLastHope,
  }: { payload: DiscoverPayload; progress: PagesProgress; isLastHope: boolean },
  context: Context,
): Promise<void> {
  const { creatorFinder, db } = context.services
  let requests = 0
  try {
    const read = await creatorFinder.discoverAuthors(
      source,
      { posts: payload.posts },
      {
        ...callOf(context, (made) => void (requests = made)),
        resume: progress.state,
        save: async (state) => {
          progress.state = state
          await saveProgress(context, progress)
        },
      },
    )
    const asksLanguages = payload.filters.languages !== undefined
    // With those of earlier runs, which this one does not hear of when nothing was left to ask for.
    requests = read.requests
    const erased = await context.services.erasures.erasedOf(db, read.authors)
    const others = read.authors.filter((author) => !erased.has(author))
    progress.erased += erased.size
    progress.found = merge(progress.found, others, asksLanguages)
  } catch (error) {
    // One of many that cannot be read must not cost the others; when none can be read, the task
    // fails.
    if (isLastHope && isSilent(error)) throw error
    progress.unread.push({ source: nameOf(source, payload), reason: reasonOf(error) })
  }
  progress.requests += requests
  progress.state = null
  progress.read += 1
  await saveProgress(context, progress)
}

function nameOf(source: DiscoverySource, payload: DiscoverPayload): string {
  if (source.kind === 'hashtag') return source.hashtag
  return source.kind === 'location' ? source.locationId : (payload.similar_to ?? source.platformId)
}

/**
 * Merges candidates: a creator on several pages counts once, with the facts of all. Captions are
 * stored as their languages alone.
 */
function merge(
  found: readonly Candidate[],
  authors: readonly FoundAuthor[],
  asksLanguages: boolean,
): Candidate[] {
  const byId = new Map(found.map((candidate) => [candidate.platformId, candidate]))
  for (const author of authors) {
    const before = byId.get(author.platformId)
    const languages = asksLanguages ? captionLanguages(author.captions) : []
    const all = [...new Set([...(before?.facts.languages ?? []), ...languages])]
    byId.set(author.platformId, {
      platformId: author.platformId,
      username: author.username,
      fullName: author.fullName ?? before?.fullName ?? null,
      facts: {
        ...before?.facts,
        ...(author.isPrivate === null ? {} : { isPrivate: author.isPrivate }),
        ...(author.isVerified === null ? {} : { isVerified: author.isVerified }),
        ...(all.length === 0 ? {} : { languages: all }),
      },
      wasLookedAt: false,
      failures: 0,
      foundAt: null,
    })
  }
  return [...byId.values()]
}
