import { z } from 'zod'
import type { ListKind } from '../instagram/world/relations/layout.ts'
import type { ControlClient } from '../run/control-client.ts'
import { violationFailures } from '../run/report.ts'
import type { Case } from './cases.ts'
import type { Check } from './check-client.ts'
import type { ListDifference } from './list-history.ts'

/** A stored list when its check has ended. */
export type JudgedList = { kind: ListKind; rows: number; difference: ListDifference }

/** Ends that the plan does not allow, an untrue "complete", and wrong members. */
export function checkFailures(plan: Case, check: Check, lists: readonly JudgedList[]): string[] {
  return [...endFailures(plan, check), ...lists.flatMap((list) => listFailures(check, list))].map(
    (failure) => `${plan.name}: ${failure}`,
  )
}

function endFailures(plan: Case, { status, reason, complete, lists }: Check): string[] {
  const isOpen = !['complete', 'incomplete', 'failed', 'cancelled'].includes(status)
  if (isOpen) return [`is ${status} (${reason ?? 'no reason'})`]
  const isWhole = lists.every(({ state }) => state === 'complete')
  const failures = lists.flatMap((list) => {
    const end = list.state === 'complete' ? 'complete' : (list.reason ?? 'no reason')
    const allowed = plan.ends[list.kind] ?? []
    return allowed.includes(end)
      ? []
      : [`${list.kind} ended as ${end}, not ${allowed.join(' or ')} (${list.collected} members)`]
  })
  if (isWhole !== complete || isWhole !== (status === 'complete'))
    failures.push(`is ${status} with ${isWhole ? 'complete' : 'incomplete'} lists`)
  if (!isWhole && reason === null) failures.push('gives no reason why it is incomplete')
  return failures
}

function listFailures(check: Check, { kind, rows, difference }: JudgedList): string[] {
  const list = check.lists.find((each) => each.kind === kind)
  const { missing, extra, changed, examples } = difference
  const isComplete = list?.state === 'complete'
  const of = (count: number, problem: string): string[] =>
    count === 0 ? [] : [`${kind}: ${count} ${problem} (${examples.join(', ')})`]
  return [
    ...(list?.collected === rows
      ? []
      : [`${kind}: ${list?.collected ?? 0} collected, ${rows} stored`]),
    ...of(isComplete ? missing : 0, 'members are missing in a list that is reported complete'),
    ...of(extra, 'were never in the list'),
    ...of(changed, 'never had the name or flags that are stored'),
  ]
}

const Violations = z.array(z.looseObject({ rule: z.string(), account: z.string().nullable() }))
export type Violation = z.output<typeof Violations>[number]

/** Rules of an account that must stop sending. */
const MUST_STOP = ['after_freeze', 'during_rest']
const MAX_EXAMPLES = 5

export const readRuleFailures = async (control: ControlClient, kills: number): Promise<string[]> =>
  ruleFailures(Violations.parse(await control.get('/referee/violations')), kills)

/**
 * If the daemon is killed before it reads an answer, it never learns that the account must stop,
 * and a random fault is not repeated. So one account per kill may go on. After a database crash the
 * daemon still stores what it knows.
 */
export function ruleFailures(violations: readonly Violation[], kills: number): string[] {
  const continued = violations.filter(({ rule }) => MUST_STOP.includes(rule))
  const accounts = new Set(continued.map(({ account }) => account))
  const broken =
    accounts.size <= kills ? violations.filter(({ rule }) => !MUST_STOP.includes(rule)) : violations
  return [
    ...violationFailures(broken.length),
    ...broken.slice(0, MAX_EXAMPLES).map((violation) => JSON.stringify(violation)),
  ]
}
