import { relationPairs } from './relation-pairs.ts'
import { sql } from 'kysely'
import { ConflictError } from '../../base/errors.ts'
import type { Tx } from '../../db/database.ts'
import { cancelShown, ConfirmationRequiredError } from '../checks/index.ts'
import type { Services } from '../manifest.ts'
import { answerFromChecks } from './known-answers.ts'
import { estimatePairs, FRESH_MS } from './pair-estimate.ts'
import type { PairCheckRow } from './pair-list.ts'
import { identifyPairs } from './people.ts'
import { blankPerson } from './pair-people-store.ts'
import { planPairs } from './plan.ts'
import type { PairsRequest } from './pair-request.ts'
import {
  endPairs,
  insertPairs,
  openQuestions,
  peopleOf,
  storePairsEstimate,
  type NewPerson,
} from './pairs-store.ts'

type Asking = Pick<Services, 'db' | 'config' | 'poolParts' | 'queue' | 'erasures'>

/**
 * Makes a check of pairs and its task; returns its id. What fresh checks tell is answered at once, and whoever was erased
 * is left out of the pairs. Throws an InvalidInputError for ends of pairs that name nobody, and ConfirmationRequiredError
 * when it will take too much.
 */
export async function requestPairs(services: Asking, asked: PairsRequest): Promise<string> {
  const { db, config, erasures } = services
  const { people, pairs } = await identifyPairs(db, asked.pairs, FRESH_MS)
  return await db.transaction().execute(async (tx) => {
    const { platformIds, usernames } = await erasures.erasedAmong(tx, {
      platformIds: people.flatMap((person) => person.platform_id ?? []),
      usernames: people.flatMap((person) => person.username ?? []),
    })
    const isErased = ({ platform_id, username }: NewPerson): boolean =>
      platformIds.has(platform_id ?? '') || usernames.has(username ?? '')
    const isConfirmed = asked.confirm
    const id = await insertPairs(tx, { people, pairs, isConfirmed })
    await blankPerson(
      tx,
      id,
      people.filter(isErased).map(({ person }) => person),
    )
    await answerFromChecks(tx, id, FRESH_MS)
    const plan = planPairs(await peopleOf(tx, id, FRESH_MS), await openQuestions(tx, id))
    const estimate = await estimatePairs({ db: tx, poolParts: services.poolParts }, plan)
    if (!isConfirmed && estimate.requests > config.relationConfirmRequests)
      throw new ConfirmationRequiredError(estimate, config.relationConfirmRequests)
    await storePairsEstimate(tx, id, estimate)
    await enqueuePairs(tx, services, id)
    return id
  })
}

async function enqueuePairs(tx: Tx, { queue }: Pick<Services, 'queue'>, id: string): Promise<void> {
  const task = await queue.enqueue(tx, relationPairs, { pair_check_id: id })
  await tx
    .updateTable('relation_pair_checks')
    .set({ task_id: task.id })
    .where('id', '=', id)
    .execute()
}

/** Throws ConflictError when the check does not wait for it. */
export async function confirmPairs(
  { db, queue }: Pick<Services, 'db' | 'queue'>,
  id: string,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql`
      update relation_pair_checks set is_confirmed = true, status = 'pending', status_reason = null
      where id = ${id}::uuid and status = 'waiting' and completed_at is null
      returning id`.execute(tx)
    if (rows.length === 0) throw new ConflictError('the check does not wait for a confirmation')
    await enqueuePairs(tx, { queue }, id)
  })
}

/** Throws ConflictError when the check has ended. */
export async function cancelPairs(
  services: Pick<Services, 'db' | 'queue'>,
  check: PairCheckRow,
): Promise<void> {
  await cancelShown(services, check, 'relation_pair_checks', async (tx) => {
    await endPairs(tx, check.id, { status: 'cancelled', reason: 'cancelled' })
  })
}
