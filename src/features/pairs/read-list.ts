import { z } from 'zod'
import type { Tx } from '../../db/database.ts'
import type { MembersPageRead } from '../../platforms/member-reader.ts'
import type { TargetTrouble } from '../../platforms/target-trouble.ts'
import { erasedFingerprint } from '../checks/index.ts'
import type { PersonList } from './plan.ts'
import type { PairRun } from './steps.ts'
import {
  countRequests,
  endList,
  openList,
  storePage,
  updatePerson,
  type StoredPerson,
} from './store.ts'

const Checkpoint = z.object({
  /** The list that is being read in full; null while there is none. */
  list: z.object({ person: z.int(), kind: z.enum(['followers', 'following']) }).nullable(),
  /** The platform's own state of it. */
  state: z.unknown(),
})
/** Where a check of pairs resumes; everything else is in its answers. */
export type ListCheckpoint = z.output<typeof Checkpoint>

export const noList: ListCheckpoint = { list: null, state: null }

/** What an earlier run has stored, or `noList`. */
export const readCheckpoint = (stored: unknown): ListCheckpoint =>
  Checkpoint.safeParse(stored).data ?? noList

/**
 * Reads a list in full, or on from the checkpoint, for all questions on it. Each page is one
 * transaction with its answers and the checkpoint. Stops early when no open question is left on it,
 * and pauses after the pages of one run.
 */
export async function readPairList(
  run: PairRun,
  list: PersonList,
  owner: StoredPerson,
): Promise<void> {
  const { id, context } = run
  const { services } = context
  const isResumed = isSame(run.checkpoint.list, list)
  const { state } = isResumed ? run.checkpoint : noList
  // The platform counts on from its state.
  let counted = Counted.safeParse(state).data?.requests ?? 0
  let [account, spent, collected] = ['', counted, 0]
  const save = async (checkpoint: ListCheckpoint, write?: (tx: Tx) => Promise<void>) => {
    const requests = spent - counted
    await context.checkpoint(checkpoint, async (tx) => {
      await countRequests(tx, id, { account, requests })
      await write?.(tx)
    })
    counted += requests
    run.checkpoint = checkpoint
  }
  await save({ list, state }, async (tx) => {
    collected = await openList(tx, id, list, isResumed)
  })
  const onPage = async ({ members, state: next }: MembersPageRead) => {
    let page = { added: 0, isAsked: true }
    await save({ list, state: next }, async (tx) => {
      const erased = await services.erasures.erasedOf(tx, members)
      const kept = members.filter((member) => !erased.has(member))
      const marks = [...erased].map(({ platformId }) => erasedFingerprint(id, platformId))
      page = await storePage(tx, id, list, { kept, marks })
    })
    run.steps += 1
    if (!page.isAsked) throw new NothingAskedError('no open question is left on the list')
    return page
  }
  const end = async (reason: string | null) =>
    await save(noList, async (tx) => {
      await endList(tx, id, list, reason)
      if (reason !== null && TROUBLES.has(reason))
        await updatePerson(tx, id, list.person, { trouble: reason })
    })
  try {
    const pages = services.config.relationPagesAtOnce - run.steps
    const outcome = await services.memberReader.readMembers(
      { platformId: owner.platformId ?? '' },
      list.kind,
      { expected: owner.lengths[list.kind], collected, pages, onPage },
      {
        signal: context.signal,
        resume: state,
        save: async (saved) => await save({ list, state: saved }),
        onAccount: (name) => (account = name),
        onRequest: (count) => (spent = count),
      },
    )
    if (outcome.kind !== 'paused') await end(outcome.kind === 'complete' ? null : outcome.reason)
  } catch (error) {
    if (error instanceof NothingAskedError) return await end('answered')
    if (spent > counted && !context.signal.aborted) await save(run.checkpoint)
    throw error
  }
}

const isSame = (one: PersonList | null, other: PersonList): boolean =>
  one?.person === other.person && one.kind === other.kind

class NothingAskedError extends Error {}

const Counted = z.object({ requests: z.int().nonnegative() })

/** Reasons that concern both lists of a person. */
const TROUBLES: ReadonlySet<string> = new Set([
  'target_private',
  'target_restricted',
  'target_gone',
  'target_set_aside',
] satisfies TargetTrouble[])
