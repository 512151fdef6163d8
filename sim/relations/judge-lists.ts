import type { Client } from 'pg'
import type { DemoWorld } from '../demo/world.ts'
import { sumMembers } from '../instagram/members-truth.ts'
import type { ControlClient } from '../storm/control-client.ts'
import { foundMembers } from './found.ts'
import { createMembersBook, type ListDifference, type MembersBook } from './members-book.ts'
import type { RunningCase } from './running-case.ts'
import { trueList, trueSums } from './true-lists.ts'
import type { JudgedList } from './verdict.ts'
import type { ListKind } from '../instagram/world/relations/layout.ts'
import type { Check } from './check-client.ts'

export type Judging = { world: DemoWorld; control: ControlClient; client: Client }

const NO_DIFFERENCE: ListDifference = { missing: 0, strangers: 0, changed: 0, examples: [] }

/** Compares the stored lists of a check with the truth. Lists that did not move are compared by sums, whatever their length. */
export async function judgeLists(
  judging: Judging,
  running: RunningCase,
  check: Check,
): Promise<JudgedList[]> {
  const { world, control, client } = judging
  const sums = await trueSums(control, running.username)
  const judged: JudgedList[] = []
  for (const { kind } of check.lists) {
    const found = await sumMembers(foundMembers(client, running.checkId, kind))
    const rows = found.count
    const isEqual = !running.plan.isRestless && found.whole === sums[kind].whole
    const book = isEqual ? null : (running.books[kind] ?? (await bookOf(world, running, kind)))
    const difference = book?.compare(foundMembers(client, running.checkId, kind))
    judged.push({ kind, rows, difference: (await difference) ?? NO_DIFFERENCE })
  }
  return judged
}

async function bookOf(
  world: DemoWorld,
  { username }: RunningCase,
  list: ListKind,
): Promise<MembersBook> {
  const book = createMembersBook()
  await book.add(trueList(world.stands.instagram.controlUrl, username, list))
  return book
}
