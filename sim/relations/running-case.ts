import type { DemoWorld } from '../demo/world.ts'
import type { ListMove } from '../instagram/list-control.ts'
import { createRandom, type Random } from '../instagram/random.ts'
import type { ListKind } from '../instagram/world/relations/layout.ts'
import { LIST_KINDS } from '../instagram/world/relations/layout.ts'
import type { ControlClient } from '../storm/control-client.ts'
import type { Case } from './cases.ts'
import { askFor, type Check } from './check-client.ts'
import { createMembersBook, type MembersBook } from './members-book.ts'
import { trueList } from './true-lists.ts'

/** A case whose check runs, with what its lists have held so far. */
export type RunningCase = {
  plan: Case
  username: string
  checkId: string
  /** Kept of restless lists only: all others are at the end as they were at the start. */
  books: Partial<Record<ListKind, MembersBook>>
  random: Random
  movesLeft: number
  isFated: boolean
}

export type Outside = { world: DemoWorld; control: ControlClient }

const MOVES = 8
/** Of the members of a list, at each move. */
const MOST_MOVED_SHARE = 0.02

/** Makes the lists of the creator, tells how they are shown, and begins the check. */
export async function startCase(
  { world, control }: Outside,
  plan: Case,
  { username, seed }: { username: string; seed: string },
): Promise<RunningCase> {
  const path = `/creators/${username}`
  const { followers, following, mutuals } = plan
  await control.put(`${path}/lists`, { followers, following, mutuals })
  await control.put(`${path}/list-rules`, plan.rules)
  for (const fault of plan.faults) await control.post(`${path}/list-faults`, fault)
  const running: RunningCase = {
    plan,
    username,
    checkId: '',
    books: {},
    random: createRandom(seed, 'case', plan.name),
    movesLeft: plan.isRestless ? MOVES : 0,
    isFated: plan.fate === null,
  }
  if (plan.isRestless) await noteLists(world, running)
  if (plan.fate?.atMembers === 0) await meetFate(control, running)
  running.checkId = await askFor(world.api, username, plan)
  return running
}

/** Lets happen what is due by how far the check is. */
export async function letHappen(
  { world, control }: Outside,
  running: RunningCase,
  check: Check,
): Promise<void> {
  const { fate } = running.plan
  const { collected } = check.progress
  if (check.completed_at !== null || collected === 0) return
  if (!running.isFated && fate && collected >= fate.atMembers) await meetFate(control, running)
  if (running.movesLeft > 0) await move(control, world, running)
}

async function meetFate(control: ControlClient, running: RunningCase): Promise<void> {
  running.isFated = true
  const kind = running.plan.fate?.kind
  await control.put(`/creators/${running.username}/fault`, { kind })
}

async function move(control: ControlClient, world: DemoWorld, running: RunningCase): Promise<void> {
  running.movesLeft -= 1
  const { random, plan } = running
  const list = random.pick(LIST_KINDS)
  const count = random.integer(1, Math.ceil(plan[list] * MOST_MOVED_SHARE))
  const kind = random.pick(['join', 'leave', 'rename', 'come_back'] as const)
  const order: ListMove =
    kind === 'leave'
      ? { kind, count, which: random.pick(['newest', 'oldest', 'anywhere'] as const) }
      : { kind, count }
  await control.post(`/creators/${running.username}/lists/${list}/moves`, order)
  await noteLists(world, running)
}

/** Records who is in both lists now: a new name is a new name in both. */
async function noteLists(world: DemoWorld, running: RunningCase): Promise<void> {
  const { controlUrl } = world.stands.instagram
  for (const list of LIST_KINDS) {
    const book = running.books[list] ?? createMembersBook()
    running.books[list] = book
    await book.add(trueList(controlUrl, running.username, list))
  }
}
