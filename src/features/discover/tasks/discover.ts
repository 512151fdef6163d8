import {
  defineTask,
  type Outcome,
  type RunningTask,
  type TaskContext,
} from '../../../queue/task-type.ts'
import { TransientPlatformError, UnexpectedAnswerError } from '../../../platforms/errors.ts'
import type { Services } from '../../services.ts'
import { findAcquaintances } from '../store/rejected-creators.ts'
import { filtersInForce, type Filters } from '../filters.ts'
import { findCreators } from './find-creators.ts'
import { judge, judgeFacts, fetchMissingFacts, type Judgement } from './judge.ts'
import { DiscoverResult } from '../outcome.ts'
import { discoverKey, DiscoverPayload, sourceKey, type DiscoverRequested } from '../payload.ts'
import { noPages, readCheckpoint, type Candidate, type CreatorsProgress } from '../progress.ts'
import { saveProgress } from './save-progress.ts'
import { settleJudgements } from './settle-judgements.ts'

/** Candidates that are compared with the database in one statement. */
const SORTED_AT_ONCE = 500
/**
 * The days for which a rejected creator is judged by earlier facts, without a request: few cross a
 * filter within a month.
 */
const REMEMBERED_DAYS = 30
/** The number of failed requests after which a candidate is left out. */
const MAX_BAD_ANSWERS = 2
/** The number of candidates in a row that may fail before the task is tried again later. */
const MAX_FAILURES_IN_A_ROW = 3

/**
 * Discovers creators: pages of hashtags or a place, similar creators or a list → candidates → those
 * that pass the filters become creators to scrape.
 */
export const discover = defineTask<Services, DiscoverPayload, DiscoverResult, DiscoverRequested>({
  name: 'discover',
  summary: 'Finds creators through hashtags, a place, a similar creator or a list.',
  access: { read: 'creators:read', write: 'creators:write' },
  payload: DiscoverPayload,
  result: DiscoverResult,
  priority: 10,
  resource: 'instagram',
  // Two at once would fetch the same authors.
  limit: { max: 1, key: sourceKey },
  dedupeKey: discoverKey,
  handle: run,
})

type Context = TaskContext<Services>

async function run(
  { payload, checkpoint }: RunningTask<DiscoverPayload>,
  context: Context,
): Promise<Outcome<DiscoverResult>> {
  const filters = filtersInForce(
    payload.filters,
    payload.creators !== undefined,
    context.services.config,
  )
  const stored = readCheckpoint(checkpoint)
  let progress =
    stored?.stage === 'authors' ? stored : await findCreators(payload, stored ?? noPages(), context)
  while (progress.unsorted.length > 0) progress = await decideKnown(progress, filters, context)
  while (progress.left.length > 0) progress = await lookAtNext(progress, filters, context)
  await reportProgress(progress, context)
  return { kind: 'done', result: progress.counts }
}

async function reportProgress(
  { unsorted, left, counts }: CreatorsProgress,
  context: Context,
): Promise<void> {
  const { examined } = counts
  await context.progress({
    done: examined - unsorted.length - left.length,
    total: examined,
    ...counts,
  })
}

/** Decides about as many as possible without any request. */
async function decideKnown(
  progress: CreatorsProgress,
  filters: Filters,
  context: Context,
): Promise<CreatorsProgress> {
  await reportProgress(progress, context)
  const some = progress.unsorted.slice(0, SORTED_AT_ONCE)
  const gone = await context.services.erasures.erasedOf(context.services.db, some)
  const others = some.filter((candidate) => !gone.has(candidate))
  const judged = await judgeKnown(others, filters, context)
  const { filtered } = progress.counts
  const erased = filtered.erased + gone.size
  const after = {
    ...progress,
    counts: { ...progress.counts, filtered: { ...filtered, erased } },
    unsorted: progress.unsorted.slice(SORTED_AT_ONCE),
    left: [...progress.left, ...judged.undecided],
  }
  return await settleJudgements(judged.decided, after, context)
}

async function judgeKnown(
  candidates: readonly Candidate[],
  filters: Filters,
  { services: { db } }: Context,
): Promise<{ decided: Judgement[]; undecided: Candidate[] }> {
  const acquaintances = await findAcquaintances(db, candidates, REMEMBERED_DAYS)
  const decided: Judgement[] = []
  const undecided: Candidate[] = []
  for (const [place, candidate] of candidates.entries()) {
    const judged = judge(
      candidate,
      acquaintances[place] ?? { blog: undefined, remembered: undefined },
      filters,
    )
    if ('kind' in judged) decided.push(judged)
    else undecided.push(judged)
  }
  return { decided, undecided }
}

/** Decides about the first that is left, by as few requests as the filters need. */
async function lookAtNext(
  progress: CreatorsProgress,
  filters: Filters,
  context: Context,
): Promise<CreatorsProgress> {
  await reportProgress(progress, context)
  const [first, ...rest] = progress.left
  if (!first) return progress
  const after = { ...progress, left: rest, counts: { ...progress.counts } }
  // Another discovery may have met it since.
  const { decided, undecided } = first.wasLookedAt
    ? { decided: [], undecided: [first] }
    : await judgeKnown([first], filters, context)
  const [candidate] = undecided
  if (!candidate) return await settleJudgements(decided, after, context)
  try {
    const known = await fetchMissingFacts(candidate, filters, after.counts, context)
    after.failuresInARow = 0
    const judgement =
      known === 'quarantined' ? skip(candidate, 'quarantined') : judgeFacts(known, filters)
    if (judgement) return await settleJudgements([judgement], after, context)
    const further = known === 'quarantined' ? after : { ...after, left: [known, ...rest] }
    await saveProgress(context, further)
    return further
  } catch (error) {
    if (!isUnreadable(error)) throw error
    const further = await putLast(candidate, after, context)
    // With so many failures, the candidates are not the cause; the last one alone is tried again
    // later.
    if (further.failuresInARow < MAX_FAILURES_IN_A_ROW && rest.length > 0) return further
    if (further.left.length === 0) return further
    throw error
  }
}

const skip = (candidate: Candidate, rule: 'quarantined' | 'unreadable'): Judgement => ({
  kind: 'filtered',
  rule,
  candidate,
  isRemembered: false,
})

/**
 * Checks for an error about one candidate: a creator that the platform cannot show must not prevent
 * the others from being judged.
 */
const isUnreadable = (error: unknown): boolean =>
  error instanceof UnexpectedAnswerError || error instanceof TransientPlatformError

async function putLast(
  candidate: Candidate,
  { left, failuresInARow, ...rest }: CreatorsProgress,
  context: Context,
): Promise<CreatorsProgress> {
  const failures = candidate.failures + 1
  const after = { ...rest, left, failuresInARow: (failuresInARow % MAX_FAILURES_IN_A_ROW) + 1 }
  if (failures === MAX_BAD_ANSWERS)
    return await settleJudgements([skip(candidate, 'unreadable')], after, context)
  const further = { ...after, left: [...left, { ...candidate, failures }] }
  await saveProgress(context, further)
  return further
}
