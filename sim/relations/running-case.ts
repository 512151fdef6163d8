import type { ListMove } from '../instagram/list-control.ts'
import { createRandom, type Random } from '../instagram/random.ts'
import { LIST_KINDS, type ListKind } from '../instagram/world/relations/layout.ts'
import type { LocalGramd } from '../run/local-gramd.ts'
import type { Case } from './cases.ts'
import { requestCheck, type Check } from './check-client.ts'
import { createListHistory, type ListHistory } from './list-history.ts'
import { trueList } from './true-lists.ts'

/** A case whose check was requested. */
export type RunningCase = {
  plan: Case
  username: string
  checkId: string
  /** The histories of moving lists only: all others are the same at the end as at the start. */
  histories: Partial<Record<ListKind, ListHistory>>
  random: Random
  movesLeft: number
  /** Whether the fault of the plan was set. */
  hasFailed: boolean
}

const MOVES = 8
/** The maximum share of the members of a list that move at once. */
const MAX_MOVED_SHARE = 0.02

/** Creates the lists of the creator with their rules and faults, and requests the check. */
export async function startCase(
  gramd: LocalGramd,
  plan: Case,
  { username, seed }: { username: string; seed: string },
): Promise<RunningCase> {
  const { api, control } = gramd
  const path = `/creators/${username}`
  const { followers, following, mutuals } = plan
  await control.put(`${path}/lists`, { followers, following, mutuals })
  await control.put(`${path}/list-rules`, plan.rules)
  for (const fault of plan.faults) await control.post(`${path}/list-faults`, fault)
  const running: RunningCase = {
    plan,
    username,
    checkId: '',
    histories: {},
    random: createRandom(seed, 'case', plan.name),
    movesLeft: plan.isMoving ? MOVES : 0,
    hasFailed: false,
  }
  if (plan.isMoving) await recordLists(gramd, running)
  if (plan.profileFault?.atMembers === 0) await failProfile(gramd, running)
  running.checkId = await requestCheck(api, username, plan)
  return running
}

/** Applies the planned changes that are due at the check's progress. */
export async function applyDueChanges(
  gramd: LocalGramd,
  running: RunningCase,
  check: Check,
): Promise<void> {
  const { profileFault } = running.plan
  const { collected } = check.progress
  if (check.completed_at !== null || collected === 0) return
  if (profileFault && !running.hasFailed && collected >= profileFault.atMembers)
    await failProfile(gramd, running)
  if (running.movesLeft > 0) await moveMembers(gramd, running)
}

async function failProfile({ control }: LocalGramd, running: RunningCase): Promise<void> {
  running.hasFailed = true
  const kind = running.plan.profileFault?.kind
  await control.put(`/creators/${running.username}/fault`, { kind })
}

async function moveMembers(gramd: LocalGramd, running: RunningCase): Promise<void> {
  running.movesLeft -= 1
  const { random, plan } = running
  const list = random.pick(LIST_KINDS)
  const count = random.integer(1, Math.ceil(plan[list] * MAX_MOVED_SHARE))
  const kind = random.pick(['join', 'leave', 'rename', 'come_back'] as const)
  const move: ListMove =
    kind === 'leave'
      ? { kind, count, which: random.pick(['newest', 'oldest', 'anywhere'] as const) }
      : { kind, count }
  await gramd.control.post(`/creators/${running.username}/lists/${list}/moves`, move)
  await recordLists(gramd, running)
}

/** Both lists: a member renamed in one is renamed in the other. */
async function recordLists({ standIns }: LocalGramd, running: RunningCase): Promise<void> {
  for (const list of LIST_KINDS) {
    const history = running.histories[list] ?? createListHistory()
    running.histories[list] = history
    await history.add(trueList(standIns.instagram.controlUrl, running.username, list))
  }
}
