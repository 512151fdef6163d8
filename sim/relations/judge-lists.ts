import type { Client } from 'pg'
import { sumMembers } from '../instagram/members-truth.ts'
import type { ListKind } from '../instagram/world/relations/layout.ts'
import type { LocalGramd } from '../run/local-gramd.ts'
import type { Check } from './check-client.ts'
import { createListHistory, type ListDifference, type ListHistory } from './list-history.ts'
import type { RunningCase } from './running-case.ts'
import { storedMembers } from './stored.ts'
import { trueList, trueSums } from './true-lists.ts'
import type { JudgedList } from './verdict.ts'

const NO_DIFFERENCE: ListDifference = { missing: 0, extra: 0, changed: 0, examples: [] }

/**
 * Compares the stored lists of a check with the truth. Unmoved lists of any length are compared by
 * sums first.
 */
export async function judgeLists(
  gramd: LocalGramd,
  client: Client,
  { running, check }: { running: RunningCase; check: Check },
): Promise<JudgedList[]> {
  const sums = await trueSums(gramd.control, running.username)
  const judged: JudgedList[] = []
  for (const { kind } of check.lists) {
    const stored = await sumMembers(storedMembers(client, running.checkId, kind))
    const isEqual = !running.plan.isMoving && stored.whole === sums[kind].whole
    const history = isEqual
      ? null
      : (running.histories[kind] ?? (await currentList(gramd, running, kind)))
    const difference = await history?.compare(storedMembers(client, running.checkId, kind))
    judged.push({ kind, rows: stored.count, difference: difference ?? NO_DIFFERENCE })
  }
  return judged
}

async function currentList(
  { standIns }: LocalGramd,
  { username }: RunningCase,
  list: ListKind,
): Promise<ListHistory> {
  const history = createListHistory()
  await history.add(trueList(standIns.instagram.controlUrl, username, list))
  return history
}
