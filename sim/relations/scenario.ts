import { addAccountsInEveryWay } from '../run/accounts.ts'
import type { LocalGramd } from '../run/local-gramd.ts'
import { helpAccounts, releaseTargets } from '../run/operator.ts'
import { pollUntilDone, tolerate } from '../run/poll.ts'
import { sumOf } from '../run/report.ts'
import type { Case } from './cases.ts'
import { readCheck, type Check } from './check-client.ts'
import type { Crash } from './crashes.ts'
import { residentMegabytes, type MemorySample } from './memory.ts'
import { applyDueChanges, startCase, type RunningCase } from './running-case.ts'

export type ScenarioOptions = {
  seed: string
  /** Names of creators, one for each case. */
  usernames: readonly string[]
  crashes: readonly Crash[]
  /** Body of the stand-in's `PUT /storm`; null without random faults. */
  faultRates: object | null
  crash: (crash: Crash) => Promise<void>
  signal: AbortSignal
}

export type ScenarioEnd = {
  cases: { running: RunningCase; check: Check }[]
  hasEnded: boolean
  memory: MemorySample[]
  /** The crashes that happened. */
  crashes: Crash[]
}

const POLL_MS = 200
const POLLS_PER_HELP = 10

/**
 * Runs all checks at once under the planned faults and crashes, until they end or time runs out.
 */
export async function runCases(
  gramd: LocalGramd,
  plans: readonly Case[],
  options: ScenarioOptions,
): Promise<ScenarioEnd> {
  const { seed, signal } = options
  await addAccountsInEveryWay(gramd)
  const cases: RunningCase[] = []
  for (const [index, plan] of plans.entries()) {
    const username = options.usernames[index] ?? ''
    cases.push(await startCase(gramd, plan, { username, seed }))
  }
  if (options.faultRates) await gramd.control.put('/storm', options.faultRates)
  const checks = new Map<RunningCase, Check>()
  const memory: MemorySample[] = []
  const crashes: Crash[] = []
  await sampleMemory(gramd, 0, memory)
  let polls = 0
  const hasEnded = await pollUntilDone({ signal, everyMs: POLL_MS }, async () => {
    const open = await tolerate(advanceOpenCases(gramd, cases, checks))
    const members = sumOf([...checks.values()].map(({ progress }) => progress.collected))
    await sampleMemory(gramd, members, memory)
    const status = `${open?.length ?? '?'} checks are open, ${members} members`
    if (open?.length === 0) return { isDone: true, status }
    const next = options.crashes[crashes.length]
    if (next && storedShare(checks) >= next.atShare) {
      crashes.push(next)
      await options.crash(next)
    }
    if (polls++ % POLLS_PER_HELP === 0) {
      await tolerate(helpAccounts(gramd))
      await tolerate(releaseTargets(gramd))
    }
    return { isDone: false, status }
  })
  const ends: ScenarioEnd['cases'] = []
  for (const running of cases)
    ends.push({ running, check: await readCheck(gramd.api, running.checkId) })
  return { cases: ends, hasEnded, memory, crashes }
}

/** Reads the open checks and applies what is due; returns the cases that are still open. */
async function advanceOpenCases(
  gramd: LocalGramd,
  cases: readonly RunningCase[],
  checks: Map<RunningCase, Check>,
): Promise<RunningCase[]> {
  const open: RunningCase[] = []
  for (const running of cases) {
    if (hasEnded(checks.get(running))) continue
    const check = await readCheck(gramd.api, running.checkId)
    checks.set(running, check)
    await applyDueChanges(gramd, running, check)
    if (!hasEnded(check)) open.push(running)
  }
  return open
}

/** The stored share of the lists that must become complete. */
function storedShare(checks: ReadonlyMap<RunningCase, Check>): number {
  const whole = [...checks].filter(([{ plan }]) => plan.ends.followers?.includes('complete'))
  const all = sumOf(whole.map(([{ plan }]) => plan.followers + plan.following))
  return sumOf(whole.map(([, { progress }]) => progress.collected)) / Math.max(1, all)
}

const hasEnded = (check: Check | undefined): boolean => Boolean(check?.completed_at)

async function sampleMemory(
  gramd: LocalGramd,
  members: number,
  memory: MemorySample[],
): Promise<void> {
  const pid = gramd.daemonPid()
  const megabytes = pid === undefined ? null : await residentMegabytes(pid)
  if (pid !== undefined && megabytes !== null) memory.push({ pid, members, megabytes })
}
