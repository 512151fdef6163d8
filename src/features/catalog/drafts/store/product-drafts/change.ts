import { sql } from 'kysely'
import { ConflictError, invalidField } from '../../../../../base/errors.ts'
import { jsonb } from '../../../../../db/database.ts'
import type { Db, Tx } from '../../../../../db/handles.ts'
import { lockStoresOf } from '../../../posts/store/lock-posts.ts'
import { pricesIn } from '../../../prices-in.ts'
import type { OwnerScope } from '../../../stores/store/owner-scope.ts'
import { isOwnDraft, noSuchDraft, type DraftRow, type DraftStatus } from './drafts.ts'

/**
 * Stores corrections beside what was read; a field that is set back to what was read has no
 * correction any more. Throws ConflictError for a draft that is decided, and InvalidInputError.
 */
export async function editDraft(
  tx: Tx,
  scope: OwnerScope,
  id: string,
  edits: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { status, pictures, extracted, edits: before } = await lockDraft(tx, scope, id)
  if (status !== 'pending')
    throw new ConflictError(`the draft is ${status}: only pending ones can be edited`)
  const chosen = edits['pictures']
  if (Array.isArray(chosen) && chosen.some((number) => number > pictures))
    throw invalidField(
      'pictures',
      `expected numbers of pictures of the post, which has ${pictures}`,
      { code: 'unknown_picture' },
    )
  const prices = pricesIn({ ...extracted, ...before, ...edits })
  const changed = Object.entries(prices).filter(([field]) => field in edits)
  const fitting = { ...edits, ...Object.fromEntries(changed) }
  await sql`
    update product_drafts d set updated_at = world_now(), edits = (
      select coalesce(jsonb_object_agg(e.key, e.value), '{}') from jsonb_each(d.edits || ${jsonb(fitting)}) e
      where e.value is distinct from coalesce(d.extracted -> e.key, 'null'))
    where d.id = ${id}::uuid`.execute(tx)
}

type LockedDraft = Pick<DraftRow, 'extracted' | 'edits'> & { status: DraftStatus; pictures: number }

/** Locks a draft until the transaction ends. Throws NoSuchRecordError. */
export async function lockDraft(tx: Tx, scope: OwnerScope, id: string): Promise<LockedDraft> {
  const { rows } = await sql<LockedDraft>`
    select d.status, cardinality(p.picture_ids) as pictures, d.extracted, d.edits
    from product_drafts d join catalog_posts p on p.id = d.post_id
    where d.id = ${id}::uuid and ${isOwnDraft(scope)} for no key update of d`.execute(tx)
  const [row] = rows
  if (!row) throw noSuchDraft(id)
  return row
}

/**
 * Rejects those of these drafts that are pending; gives them. Rejecting twice is rejecting once,
 * and adds the reason that was not given before.
 */
export async function rejectDrafts(
  tx: Tx,
  ids: readonly string[],
  reason: string | null,
): Promise<Set<string>> {
  await lockStoresOf(tx, ids)
  const { rows } = await sql<{ id: string }>`
    with locked as (
      select id from product_drafts where id = any (${ids}::uuid[]) and status in ('pending', 'rejected')
      order by id for no key update
    )
    update product_drafts d set status = 'rejected', decided_by = 'person', updated_at = world_now(),
      reason = case when d.status = 'rejected' then coalesce(d.reason, ${reason}) else ${reason} end,
      decided_at = coalesce(d.decided_at, world_now())
    from locked where d.id = locked.id returning d.id`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

/** The time after which an expired draft cannot be restored. */
const RESTORABLE = sql`interval '30 days'`

/** Makes a rejected or expired draft pending again. Throws ConflictError when it is too late. */
export async function restoreDraft(tx: Tx, id: string, keepMs: number): Promise<void> {
  const { numAffectedRows } = await sql`
    update product_drafts set status = 'pending', reason = null, decided_at = null, decided_by = null,
      expires_at = world_now() + ${keepMs} * interval '1 ms', updated_at = world_now()
    where id = ${id}::uuid and status in ('rejected', 'expired') and updated_at > world_now() - ${RESTORABLE}`.execute(
    tx,
  )
  if (numAffectedRows === 1n) return
  throw new ConflictError('only rejected and expired drafts of the last 30 days can be restored')
}

/** Makes a decided draft, which has to be locked, pending again, as it was before. */
export async function reopenDraft(tx: Tx, id: string): Promise<void> {
  await sql`
    update product_drafts set status = 'pending', reason = null, decided_at = null, decided_by = null,
      product_id = null, updated_at = world_now()
    where id = ${id}::uuid`.execute(tx)
}

const EXPIRED_AT_ONCE = 1_000

/** Expires pending drafts that are due; returns how many. */
export async function expireDrafts(db: Db): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update product_drafts set status = 'expired', updated_at = world_now()
    where id in (
      select id from product_drafts where status = 'pending' and expires_at <= world_now()
      order by expires_at limit ${sql.lit(EXPIRED_AT_ONCE)} for update skip locked)`.execute(db)
  return Number(numAffectedRows)
}
