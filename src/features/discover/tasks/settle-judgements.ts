import type { Tx } from '../../../db/handles.ts'
import type { TaskContext } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { addToJobsOf } from '../../jobs/index.ts'
import { createBlogs, fullScrape } from '../../scrape/index.ts'
import { deleteRejected, rememberRejected } from '../store/rejected-creators.ts'
import type { Judgement } from './judge.ts'
import type { DiscoverResult } from '../outcome.ts'
import type { Candidate, CreatorsProgress } from '../progress.ts'

const NEW_CREATOR_PRIORITY = 5

/**
 * Stores creators, their scrapes and the facts about the others together with the checkpoint.
 * `after` has the candidates that are left then; returns the progress with the new counts.
 */
export async function settleJudgements(
  judgements: readonly Judgement[],
  after: CreatorsProgress,
  context: TaskContext<Services>,
): Promise<CreatorsProgress> {
  const { queue } = context.services
  const next = { ...after, counts: countAll(judgements, after.counts) }
  const wanted = judgements.flatMap((each) => (each.kind === 'created' ? [each.candidate] : []))
  const returned = judgements.flatMap((each) => (each.kind === 'returned' ? [each.blogId] : []))
  let made: string[] = []
  let settled = next
  const writes = async (tx: Tx): Promise<void> => {
    // The requests may have shown an id or a name that was erased.
    const found = await context.services.erasures.erasedOf(
      tx,
      judgements.map((each) => each.candidate),
    )
    const creators = wanted.filter((candidate) => !found.has(candidate))
    await rememberRejected(
      tx,
      judgements.flatMap((each) =>
        isWorthRemembering(each) && !found.has(each.candidate) ? [each.candidate] : [],
      ),
    )
    made = await createCreators(tx, creators)
    const payloads = [...made, ...returned].map((blog_id) => ({ blog_id }))
    const scrapes = await queue.enqueueMany(tx, fullScrape, payloads, {
      priority: NEW_CREATOR_PRIORITY,
    })
    await addToJobsOf(
      tx,
      context.taskId,
      scrapes.map(({ id }) => id),
    )
    // Another transaction created the others meanwhile.
    const [erased, known] = [wanted.length - creators.length, creators.length - made.length]
    if (erased + known > 0) settled = corrected(next, { erased, known })
  }
  await context.checkpoint(next, writes, () => settled)
  if (made.length + returned.length > 0) queue.wake()
  return settled
}

/** Returns the progress with these fewer created. */
function corrected(
  progress: CreatorsProgress,
  { erased, known }: { erased: number; known: number },
): CreatorsProgress {
  const { counts } = progress
  return {
    ...progress,
    counts: {
      ...counts,
      created: counts.created - erased - known,
      known: counts.known + known,
      filtered: { ...counts.filtered, erased: counts.filtered.erased + erased },
    },
  }
}

const isWorthRemembering = (judgement: Judgement): boolean =>
  judgement.kind === 'filtered' &&
  judgement.rule !== 'quarantined' &&
  judgement.rule !== 'unreadable' &&
  judgement.candidate.wasLookedAt

async function createCreators(tx: Tx, candidates: readonly Candidate[]): Promise<string[]> {
  await deleteRejected(tx, candidates)
  return await createBlogs(
    tx,
    candidates.map(({ facts, platformId, username, fullName }) => ({
      ...facts,
      platformId,
      username,
      fullName,
    })),
    'discover',
  )
}

function countAll(judgements: readonly Judgement[], before: DiscoverResult): DiscoverResult {
  const counts = { ...before, filtered: { ...before.filtered } }
  for (const judgement of judgements) {
    if (judgement.isRemembered) counts.remembered += 1
    if (judgement.kind === 'filtered') counts.filtered[judgement.rule] += 1
    else counts[judgement.kind] += 1
  }
  return counts
}
