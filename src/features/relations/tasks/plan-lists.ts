import type { Tx } from '../../../db/handles.ts'
import type { MemberList } from '../../../platforms/member-reader.ts'
import type { TaskContext } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { insertEvents, lockCheck, storeEstimate, type StoredCheck } from '../store/checks.ts'
import type { ListPlan } from '../new-only.ts'
import { listsOf, readWhole, resetLists, type StoredList } from '../store/lists.ts'
import { planLists, type PlannedTarget } from '../store/new-only.ts'
import { estimateCheck, growthOf } from '../estimate.ts'
import { truncatedLists } from '../store/truncated-lists.ts'
import { noList } from './read-list.ts'

type Counts = Readonly<Record<MemberList, number | null>>

/** How the lists of a check are read: as an earlier run planned them, or by what is known now. */
export async function plansFor(
  { db, config }: Pick<Services, 'db' | 'config'>,
  check: StoredCheck,
  { target, expected }: { target: PlannedTarget; expected: Counts },
): Promise<ListPlan[]> {
  const open = (await listsOf(db, check.id)).filter(isUnplanned).map(({ kind }) => kind)
  return await planLists(db, target, open, {
    expected,
    wholeEvery: config.relationWholeEvery,
    mayReadNewOnly: check.may_read_new_only,
    max: check.max_members,
  })
}

const isUnplanned = ({ state, new_since: since, whole_because: because }: StoredList): boolean =>
  state === 'pending' && since === null && because === null

/**
 * A list that was to be read from its newest members came in another order: it is read whole.
 * Where that takes too much, nothing is changed yet: `write` makes it so in the transaction that
 * waits for a confirmation.
 */
export async function readWholeInstead(
  check: StoredCheck,
  list: StoredList,
  { checkpoint, services }: TaskContext<Services>,
): Promise<{ isTooMuch: boolean; write: (tx: Tx) => Promise<void> }> {
  const lists = await listsOf(services.db, check.id)
  const countOf = (kind: MemberList): number | null =>
    lists.find((each) => each.kind === kind)?.expected ?? null
  const others = lists.filter(({ kind }) => kind !== list.kind)
  const estimate = await estimateCheck(
    services,
    lists.map(({ kind }) => kind),
    {
      expected: { followers: countOf('followers'), following: countOf('following') },
      max: check.max_members,
      few: truncatedLists(lists),
      growth: growthOf(others),
    },
  )
  const data = { list: list.kind, found: list.new_members, growth: list.growth }
  const write = async (tx: Tx): Promise<void> => {
    await lockCheck(tx, check.id)
    await resetLists(tx, check.id, [list.kind])
    await readWhole(tx, check.id, list.kind)
    await storeEstimate(tx, check.id, estimate)
    await insertEvents(tx, check.id, [{ event: 'not_newest_first', data }])
  }
  const limit = services.config.relationConfirmRequests
  const isTooMuch = !check.is_confirmed && estimate.requests > limit
  if (!isTooMuch) await checkpoint(noList, write)
  return { isTooMuch, write }
}
