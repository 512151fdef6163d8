import { z } from 'zod'
import type { MembersPageRead } from '../../platforms/members.ts'
import type { TargetTrouble } from '../../platforms/target-trouble.ts'
import { erasedOf, withheldMark } from '../checks/index.ts'
import { noPairList } from './pair-checkpoint.ts'
import { endPairList, isAsked, openPairList, storePairPage } from './pair-lists-store.ts'
import { storeTrouble } from './pair-people-store.ts'
import type { PersonList } from './plan.ts'
import type { PairRun } from './steps.ts'
import { countRequests } from './pairs-store.ts'

/**
 * Reads a list as a whole for all questions about it; each page answers those whose person it shows, in one transaction
 * with where the list goes on. It is left when nobody asks about it any more. `paused` after `pages`.
 */
export async function readPairList(
  run: PairRun,
  list: PersonList,
  { state, pages }: { state: unknown; pages: number },
): Promise<'ended' | 'paused'> {
  const { id, context, people } = run
  const { services } = context
  const owner = people.get(list.person)
  let account = ''
  // The platform counts on from what its state says.
  let counted = Counted.safeParse(state).data?.requests ?? 0
  let spent = counted
  let collected = 0
  let last = state
  await context.checkpoint({ list, state }, async (tx) => {
    collected = await openPairList(tx, id, list)
  })
  /** What was spent since the last time. */
  const uncounted = () => {
    const requests = spent - counted
    counted = spent
    return { account, requests }
  }
  const onPage = async (page: MembersPageRead): Promise<{ added: number }> => {
    let [added, isWanted] = [0, true]
    const cost = uncounted()
    await context.checkpoint({ list, state: page.state }, async (tx) => {
      const erased = new Set(await erasedOf(tx, services, page.members))
      const kept = page.members.filter((member) => !erased.has(member))
      const withheld = [...erased].map(({ platformId }) => withheldMark(id, platformId))
      added = await storePairPage(tx, id, list, { kept, withheld })
      isWanted = await isAsked(tx, id, list)
      await countRequests(tx, id, cost)
    })
    last = page.state
    run.steps += 1
    if (!isWanted) throw new NothingAskedError('nobody asks about the rest of the list')
    return { added }
  }
  try {
    const outcome = await services.platform.readMembers(
      { platformId: owner?.platformId ?? '' },
      list.kind,
      { expected: owner?.lengths[list.kind] ?? null, collected, pages, onPage },
      {
        signal: context.signal,
        resume: state,
        save: async (saved) => {
          last = saved
          await context.checkpoint({ list, state: saved })
        },
        onAccount: (name) => (account = name),
        onRequest: (count) => (spent = count),
      },
    )
    if (outcome.kind === 'paused') return 'paused'
    const reason = outcome.kind === 'complete' ? null : outcome.reason
    await context.checkpoint(noPairList, async (tx) => {
      await countRequests(tx, id, uncounted())
      await endPairList(tx, id, list, reason)
      if (reason !== null && TROUBLES.has(reason)) await storeTrouble(tx, id, list.person, reason)
    })
    return 'ended'
  } catch (error) {
    if (!(error instanceof NothingAskedError)) throw error
    await context.checkpoint(noPairList, async (tx) => {
      await endPairList(tx, id, list, 'answered')
    })
    last = null
    return 'ended'
  } finally {
    const cost = uncounted()
    if (cost.requests > 0 && !context.signal.aborted)
      await context.checkpoint(
        { list, state: last },
        async (tx) => await countRequests(tx, id, cost),
      )
  }
}

class NothingAskedError extends Error {}

const Counted = z.object({ requests: z.int().nonnegative() })

/** Reasons that hold for all lists of a target. */
const TROUBLES: ReadonlySet<string> = new Set([
  'target_private',
  'target_restricted',
  'target_gone',
  'target_set_aside',
] satisfies TargetTrouble[])
