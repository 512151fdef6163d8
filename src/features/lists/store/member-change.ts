import { setStatus, updateMember, type OnMoved } from './members.ts'
import { sql } from 'kysely'
import { CountChangedError } from '../../../base/count-changed.ts'
import { currencyDigits, moneyIn, tooManyDecimals } from '../../../base/currency.ts'
import { invalidField, NoSuchRecordError } from '../../../base/errors.ts'
import { isUuid } from '../../../base/text.ts'
import type { MemberStatus } from '../../../creators/member-status.ts'
import { worldNow } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { findCreators } from './find-creators.ts'
import { getList, touchList } from './lists.ts'
import { findMember, matchesMember, type MemberRow } from './member-list.ts'
import type { MemberChange, MemberFilter } from '../member-view.ts'

/**
 * Changes the team's data about a member, and returns the member. Throws NoSuchRecordError for the
 * list or a creator who is not in it, and InvalidInputError for an unknown user and a price without
 * a currency.
 */
export async function changeMember(
  db: Db,
  {
    list,
    creator,
    check,
    onMoved,
  }: {
    list: string
    creator: string
    check(member: MemberRow): Promise<void>
    onMoved: OnMoved
  },
  { owner, price, ...change }: MemberChange,
) {
  return await db.transaction().execute(async (tx) => {
    const listId = await touchList(tx, list)
    const [found] = await findCreators(tx, [creator])
    const blogId = found && 'id' in found ? found.id : null
    const before = blogId === null ? undefined : await findMember(tx, listId, blogId)
    if (blogId === null || !before) throw noMember(creator)
    await check(before)
    const owned = owner === undefined ? {} : { owner_id: owner && (await getOwner(tx, owner)) }
    const priced = priceOf({ price, currency: change.currency }, before)
    const isMoved = change.status !== undefined && change.status !== before.status
    await updateMember(
      tx,
      { listId, blogId },
      { ...change, ...owned, ...priced, ...(isMoved ? { status_since: worldNow } : {}) },
    )
    if (isMoved) await onMoved(tx, { listId, blogIds: [blogId] })
    const after = await findMember(tx, listId, blogId)
    if (!after) throw noMember(creator)
    return after
  })
}

export const noMember = (creator: string): NoSuchRecordError =>
  new NoSuchRecordError(`no member ${creator}`)

/**
 * Returns the price with its currency: neither is stored without the other. A price alone retains
 * the stored currency.
 */
function priceOf(
  { price, currency }: Pick<MemberChange, 'price' | 'currency'>,
  before: { price: string | null; currency: string | null },
): { price?: string | null; currency?: string | null } {
  if (price === undefined && currency === undefined) return {}
  if (price === null) return { price: null, currency: null }
  const whole = { price: price ?? before.price, currency: currency ?? before.currency }
  if (whole.price === null)
    throw invalidField('price', 'is missing for the currency', { code: 'required' })
  if (whole.currency === null)
    throw invalidField('currency', 'is missing for the price', { code: 'required' })
  const fitting = moneyIn(whole.currency, whole.price)
  if (fitting === null)
    throw invalidField('price', tooManyDecimals(whole.currency), {
      code: 'too_many_decimals',
      limits: { max: currencyDigits(whole.currency) },
    })
  return { price: fitting, currency: whole.currency }
}

/** The id of an active user. */
async function getOwner(tx: Tx, owner: string): Promise<string> {
  const user = await tx
    .selectFrom('shared.users')
    .select('id')
    .where(isUuid(owner) ? 'id' : 'login', '=', owner.toLowerCase())
    .where('is_active', '=', true)
    .executeTakeFirst()
  if (!user) throw invalidField('owner', 'is no active user', { code: 'unknown_reference' })
  return user.id
}

type Move = {
  to: MemberStatus
  /** The members among these blogs, or all members that match. */
  selection: { blogs: readonly string[] } | { filter: MemberFilter }
  /** The number of members that the user has seen. */
  expected?: number | undefined
  isDryRun: boolean
}

/**
 * Sets the status of members. Returns how many members were selected, and how many had another
 * status. Throws NoSuchRecordError for the list, and CountChangedError when another number is
 * selected than was expected; then nothing changes.
 */
export async function moveMembers(
  db: Db,
  list: string,
  { to, selection, expected, isDryRun }: Move,
  onMoved: OnMoved,
): Promise<{ matched: number; moved: number }> {
  return await db.transaction().execute(async (tx) => {
    const listId = isDryRun ? (await getList(tx, list)).id : await touchList(tx, list)
    const blogIds = 'filter' in selection ? null : await idsOf(tx, selection.blogs)
    const meant =
      'filter' in selection
        ? matchesMember(selection.filter)
        : sql`member.blog_id = any(${blogIds}::uuid[])`
    const { rows } = await sql<{ matched: number; moved: number }>`
      select count(*)::int as matched, (count(*) filter (where member.status <> ${to}))::int as moved
      from list_members member where member.list_id = ${listId}::uuid and ${meant}`.execute(tx)
    const { matched, moved } = rows[0] ?? { matched: 0, moved: 0 }
    if (expected !== undefined && expected !== matched)
      throw new CountChangedError('members match', { matched, expected })
    if (!isDryRun && moved > 0) {
      await setStatus(tx, { listId, to, condition: meant })
      await onMoved(tx, { listId, blogIds })
    }
    return { matched, moved }
  })
}

async function idsOf(tx: Tx, blogs: readonly string[]): Promise<string[]> {
  const found = await findCreators(tx, blogs)
  return found.flatMap((each) => ('id' in each ? [each.id] : []))
}
