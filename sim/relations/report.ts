import type { DemoWorld } from '../demo/world.ts'
import pg from 'pg'
import { z } from 'zod'
import type { ControlClient } from '../storm/control-client.ts'
import type { Blow } from './blows.ts'
import { brokenRules } from './broken-rules.ts'
import { countEvents, readSizes } from './found.ts'
import { judgeLists } from './judge-lists.ts'
import { peaksByTenth } from './memory.ts'
import type { ScenarioEnd } from './scenario.ts'
import { failuresOf } from './verdict.ts'

type CaseReport = {
  name: string
  /** How each list ended: complete or why not, with the members that are stored. */
  lists: string[]
  requests: number
  accounts: number
  /** World time from its request to its end. */
  hours: number | null
}

export type RelationsReport = {
  minutes: number
  cases: CaseReport[]
  members: number
  /** Of the lists and profiles: by the checks, and as they arrived at the platform. */
  requests: { counted: number; arrived: number }
  /** Megabytes of the daemon: when it had started, at most, and the most in each tenth of the way. */
  memory: { atStart: number | null; peak: number | null; byTenth: (number | null)[] }
  /** Bytes. */
  sizes: { database: number; members: number }
  events: Record<string, number>
  struck: Record<string, number>
  violations: Record<string, number>
  failures: string[]
}

const Referee = z.object({
  classes: z.record(z.string(), z.number()),
  violations: z.number(),
  violations_by_rule: z.record(z.string(), z.number()),
})
const Struck = z.record(z.string(), z.number())

export type Run = ScenarioEnd & { startedAt: number }

/** Compares every check with the truth, and reads what it took. */
export async function readReport(
  world: DemoWorld,
  control: ControlClient,
  run: Run,
): Promise<RelationsReport> {
  const client = new pg.Client({ connectionString: world.databaseUrl })
  await client.connect()
  try {
    const cases: CaseReport[] = []
    const failures = run.hasEnded ? [] : ['time ran out before all checks had ended']
    for (const { running, check } of run.cases) {
      const lists = await judgeLists({ world, control, client }, running, check)
      failures.push(...failuresOf(running.plan, check, lists))
      cases.push({
        name: running.plan.name,
        lists: check.lists.map(
          ({ kind, state, reason, collected }) =>
            `${kind} ${reason ?? state} ${collected.toLocaleString('en')}`,
        ),
        requests: check.progress.requests,
        accounts: check.progress.accounts.length,
        hours: hoursOf(check),
      })
    }
    const referee = Referee.parse(await control.get('/referee'))
    const struck = Struck.parse(await control.get('/storm'))
    const kills = run.struck.filter(({ kind }) => kind === 'kill_daemon').length
    if (referee.violations > 0) failures.push(...(await brokenRules(control, kills)))
    const megabytes = run.memory.map((sample) => sample.megabytes)
    return {
      minutes: Math.round((performance.now() - run.startedAt) / 6_000) / 10,
      cases,
      members: run.cases.reduce((sum, { check }) => sum + check.progress.collected, 0),
      requests: {
        counted: cases.reduce((sum, { requests }) => sum + requests, 0),
        arrived: arrivedOf(referee.classes),
      },
      memory: {
        atStart: megabytes[0] ?? null,
        peak: megabytes.length === 0 ? null : Math.max(...megabytes),
        byTenth: peaksByTenth(run.memory),
      },
      sizes: await readSizes(client),
      events: await countEvents(client),
      struck: {
        ...struck,
        ...countKinds(run.struck),
      },
      violations: referee.violations_by_rule,
      failures,
    }
  } finally {
    await client.end()
  }
}

const countKinds = (blows: readonly Blow[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { kind } of blows) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

const hoursOf = (check: ScenarioEnd['cases'][number]['check']): number | null =>
  check.completed_at === null
    ? null
    : Math.round((Date.parse(check.completed_at) - Date.parse(check.created_at)) / 360_000) / 10

const arrivedOf = (endpoints: Readonly<Record<string, number>>): number =>
  ['profile', 'followers', 'following'].reduce((sum, name) => sum + (endpoints[name] ?? 0), 0)
