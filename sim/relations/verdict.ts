import type { ListKind } from '../instagram/world/relations/layout.ts'
import type { Case } from './cases.ts'
import type { Check } from './check-client.ts'
import type { ListDifference } from './members-book.ts'

/** What is known of one list when its check has ended. */
export type JudgedList = { kind: ListKind; rows: number; difference: ListDifference }

/** What of a check is not as it must be: an end that was not due, an untrue "complete", members that are not in truth. */
export function failuresOf(plan: Case, check: Check, lists: readonly JudgedList[]): string[] {
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
  if (!isWhole && reason === null) failures.push('does not say why it is incomplete')
  return failures
}

function listFailures(check: Check, { kind, rows, difference }: JudgedList): string[] {
  const told = check.lists.find((list) => list.kind === kind)
  const { missing, strangers, changed, examples } = difference
  const isComplete = told?.state === 'complete'
  const of = (count: number, what: string): string[] =>
    count === 0 ? [] : [`${kind}: ${count} ${what} (${examples.join(', ')})`]
  return [
    ...(told?.collected === rows
      ? []
      : [`${kind}: ${told?.collected ?? 0} collected, ${rows} stored`]),
    ...of(isComplete ? missing : 0, 'members are missing in a list that is said to be complete'),
    ...of(strangers, 'were never in the list'),
    ...of(changed, 'never had the name or flags that are stored'),
  ]
}
