import { setTimeout as delay } from 'node:timers/promises'
import type { DemoWorld } from '../demo/world.ts'
import { addAccounts } from '../storm/accounts.ts'
import type { ControlClient } from '../storm/control-client.ts'
import { helpAccounts } from '../storm/operator.ts'
import type { Blow } from './blows.ts'
import type { Case } from './cases.ts'
import { readCheck, type Check } from './check-client.ts'
import { residentMegabytes, type MemorySample } from './memory.ts'
import { releaseTargets } from './release-targets.ts'
import { letHappen, startCase, type Outside, type RunningCase } from './running-case.ts'

export type ScenarioOptions = {
  seed: string
  /** Names of creators, one for each case. */
  usernames: readonly string[]
  blows: readonly Blow[]
  /** What the storm is told; null for calm. */
  weather: object | null
  strike: (blow: Blow) => Promise<void>
  signal: AbortSignal
}

export type ScenarioEnd = {
  cases: { running: RunningCase; check: Check }[]
  hasEnded: boolean
  memory: MemorySample[]
  /** Blows that have fallen. */
  struck: (Blow & { at: string })[]
}

const LOOK_MS = 200
const LOOKS_PER_HELP = 10

/** Runs all checks at once while everything befalls them that was planned, until they end or time runs out. */
export async function runCases(
  world: DemoWorld,
  control: ControlClient,
  plans: readonly Case[],
  options: ScenarioOptions,
): Promise<ScenarioEnd> {
  const outside: Outside = { world, control }
  await addAccounts(world)
  const cases: RunningCase[] = []
  for (const [index, plan] of plans.entries()) {
    const username = options.usernames[index] ?? ''
    cases.push(await startCase(outside, plan, { username, seed: options.seed }))
  }
  if (options.weather) await control.put('/storm', options.weather)
  const blows = [...options.blows]
  const struck: ScenarioEnd['struck'] = []
  const checks = new Map<RunningCase, Check>()
  const memory: MemorySample[] = []
  await sampleMemory(world, 0, memory)
  for (let look = 0; !options.signal.aborted; look++) {
    const open = await tolerate(lookAt(outside, cases, checks))
    const members = sumOf([...checks.values()].map(({ progress }) => progress.collected))
    await sampleMemory(world, members, memory)
    process.stderr.write(`\r${open?.length ?? '?'} checks are open, ${members} members   `)
    if (open?.length === 0) break
    const [next] = blows
    if (next && shareOf(checks) >= next.atShare) {
      blows.shift()
      await options.strike(next)
      struck.push({ ...next, at: new Date().toISOString() })
    }
    if (look % LOOKS_PER_HELP === 0) {
      await tolerate(helpAccounts(world, control))
      await tolerate(releaseTargets(world.api))
    }
    await delay(LOOK_MS, undefined, { signal: options.signal }).catch(() => undefined)
  }
  process.stderr.write('\n')
  const ends: ScenarioEnd['cases'] = []
  for (const running of cases)
    ends.push({ running, check: await readCheck(world.api, running.checkId) })
  return { cases: ends, hasEnded: !options.signal.aborted, memory, struck }
}

/** Reads the checks that are not known to have ended, and lets happen what is due. */
async function lookAt(
  outside: Outside,
  cases: readonly RunningCase[],
  checks: Map<RunningCase, Check>,
): Promise<RunningCase[]> {
  const open: RunningCase[] = []
  for (const running of cases) {
    if (isEnded(checks.get(running))) continue
    const check = await readCheck(outside.world.api, running.checkId)
    checks.set(running, check)
    await letHappen(outside, running, check)
    if (!isEnded(check)) open.push(running)
  }
  return open
}

/** How much is stored of the lists that shall become complete. */
function shareOf(checks: ReadonlyMap<RunningCase, Check>): number {
  const whole = [...checks].filter(([{ plan }]) => plan.ends.followers?.includes('complete'))
  const all = sumOf(whole.map(([{ plan }]) => plan.followers + plan.following))
  return sumOf(whole.map(([, { progress }]) => progress.collected)) / Math.max(1, all)
}

const isEnded = (check: Check | undefined): boolean => Boolean(check?.completed_at)

async function sampleMemory(
  world: DemoWorld,
  members: number,
  memory: MemorySample[],
): Promise<void> {
  const pid = world.daemonPid()
  const megabytes = pid === undefined ? null : await residentMegabytes(pid)
  if (pid !== undefined && megabytes !== null) memory.push({ pid, members, megabytes })
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0)

/** What fails while gramd or its database is down is tried again at the next look. */
async function tolerate<T>(work: Promise<T>): Promise<T | undefined> {
  return await work.catch((error: unknown) => {
    if (!(error instanceof Error)) throw error
    return undefined
  })
}
