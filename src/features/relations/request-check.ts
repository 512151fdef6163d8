import { sql } from 'kysely'
import { ConflictError } from '../../errors.ts'
import type { Db, Tx } from '../../db/database.ts'
import type { Services } from '../manifest.ts'
import { listsFor, type CheckKind } from './check-kinds.ts'
import type { CheckRow } from './check-list.ts'
import { endCheck, insertCheck, nameTask, storeEstimate } from './checks-store.ts'
import { estimateCheck, type Estimate } from './estimate.ts'

export type AskedCheck = {
  /** As the platform writes it. */
  username: string
  kinds: readonly CheckKind[]
  max: number | null
  isConfirmed: boolean
}

type KnownTarget = {
  id: string
  platform_id: string | null
  scrape_status: string
  follower_count: number | null
  following_count: number | null
}

/** A check would take more than anybody has confirmed. */
export class ConfirmationRequiredError extends ConflictError {
  override readonly code: string = 'confirmation_required'
}

/**
 * Makes a check and its task; returns the id of the check. Throws ConflictError for a profile that is known as private
 * or was erased, and ConfirmationRequiredError with the estimate when it is known to take too much.
 */
export async function requestCheck(services: Services, asked: AskedCheck): Promise<string> {
  const { db, config, poolParts, queue, erasures } = services
  const { username, kinds, max, isConfirmed } = asked
  const lists = listsFor(kinds)
  const known = await findTarget(db, username)
  if (known?.scrape_status === 'private') throw new ConflictError(`@${username} is private`)
  const expected = {
    followers: known?.follower_count ?? null,
    following: known?.following_count ?? null,
  }
  const wanted = lists.map((kind) => ({ kind, expected: expected[kind] }))
  const estimate = known ? await estimateCheck(db, poolParts.limits, { lists: wanted, max }) : null
  if (estimate && !isConfirmed && estimate.requests > config.RELATION_CONFIRM_REQUESTS)
    throw tooMuch(estimate, config.RELATION_CONFIRM_REQUESTS)
  return await db.transaction().execute(async (tx) => {
    const erased = await erasures.erasedAmong(tx, { platformIds: [], usernames: [username] })
    if (erased.usernames.size > 0) throw new ConflictError(`@${username} was erased`)
    const id = await insertCheck(tx, {
      username,
      platformId: known?.platform_id ?? null,
      blogId: known?.id ?? null,
      kinds,
      lists,
      max,
      isConfirmed,
    })
    if (estimate) await storeEstimate(tx, id, estimate)
    await enqueueCheck(tx, queue, id)
    return id
  })
}

const tooMuch = ({ requests, seconds }: Estimate, limit: number): ConfirmationRequiredError => {
  const time =
    seconds === null ? 'no account is in service' : `about ${Math.ceil(seconds / 60)} minutes`
  return new ConfirmationRequiredError(
    `the check takes about ${requests} requests (${time}), more than ${limit}: send confirm: true to have it all the same`,
    [{ field: 'confirm', reason: 'expected true for so many requests' }],
  )
}

async function enqueueCheck(tx: Tx, queue: Services['queue'], id: string): Promise<void> {
  const task = await queue.enqueue(tx, 'relation_check', { check_id: id })
  await nameTask(tx, id, task.id)
}

async function findTarget(db: Db, username: string): Promise<KnownTarget | undefined> {
  return await db
    .selectFrom('blogs')
    .select(['id', 'platform_id', 'scrape_status', 'follower_count', 'following_count'])
    .where('platform', '=', 'instagram')
    .where('username', '=', username)
    .executeTakeFirst()
}

/** Throws ConflictError when the check does not wait for it. */
export async function confirmCheck({ db, queue }: Services, id: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql`
      update relation_checks set is_confirmed = true, status = 'pending', status_reason = null
      where id = ${id} and status = 'waiting' and status_reason = 'confirmation'
      returning id`.execute(tx)
    if (rows.length === 0) throw new ConflictError('the check does not wait for a confirmation')
    await enqueueCheck(tx, queue, id)
  })
}

/** Ends a check, whatever it does at the moment. */
export async function cancelCheck({ db, queue }: Services, check: CheckRow): Promise<void> {
  const isOpen = check.task_status === 'pending' || check.task_status === 'running'
  if (check.task_id !== null && isOpen) return await queue.cancel(db, check.task_id)
  await db
    .transaction()
    .execute(
      async (tx) => await endCheck(tx, check.id, { status: 'cancelled', reason: 'cancelled' }),
    )
}
