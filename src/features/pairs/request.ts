import {
  storeConfirmation,
  blankPeople,
  insertPairs,
  loadPairs,
  updateCheck,
} from './store/pairs.ts'
import { sql } from 'kysely'
import type { Tx } from '../../db/handles.ts'
import { estimateOf, requireConfirmation } from '../checks/index.ts'
import type { Services } from '../services.ts'
import { identifyPairs } from './people.ts'
import { planPairs } from './plan.ts'
import { answerFromLists, relationPairs } from './tasks/relation-pairs.ts'
import type { PairsRequest } from './pair-view.ts'

/**
 * Creates a check of pairs and its task; returns its id. Answers from lists that were read recently
 * are stored at once, and erased people are left out. Throws InvalidInputError for ends of pairs
 * that name no account, and ConfirmationRequiredError when it will take too many requests.
 */
export async function requestPairs(
  services: Pick<Services, 'db' | 'config' | 'poolContext' | 'queue' | 'erasures'>,
  { pairs: requestedPairs, confirm: isConfirmed }: PairsRequest,
): Promise<string> {
  const { db, config, erasures, queue, poolContext } = services
  const { people, pairs } = await identifyPairs(db, requestedPairs)
  return await db.transaction().execute(async (tx) => {
    const named = people.map(({ username = null, platform_id: platformId = null }, person) => ({
      person,
      username,
      platformId,
    }))
    const id = await insertPairs(tx, people, pairs, isConfirmed)
    const erased = [...(await erasures.erasedOf(tx, named))].map(({ person }) => person)
    await blankPeople(tx, sql`check_id = ${id}::uuid and person = any (${erased}::smallint[])`)
    await answerFromLists(tx, id)
    const state = await loadPairs(tx, id)
    const { requests } = planPairs(state.people, state.open)
    const estimate = await estimateOf({ db: tx, poolContext }, requests)
    requireConfirmation(config, estimate, isConfirmed)
    await updateCheck(tx, id, {
      estimated_requests: estimate.requests,
      estimated_seconds: estimate.seconds,
    })
    await enqueuePairs(tx, queue, id)
    return id
  })
}

async function enqueuePairs(tx: Tx, queue: Services['queue'], id: string): Promise<void> {
  const task = await queue.enqueue(tx, relationPairs, { pair_check_id: id })
  await updateCheck(tx, id, { task_id: task.id })
}

/** Whether the check had waited for a confirmation. */
export async function confirmPairs(tx: Tx, queue: Services['queue'], id: string): Promise<boolean> {
  if (!(await storeConfirmation(tx, id))) return false
  await enqueuePairs(tx, queue, id)
  return true
}
