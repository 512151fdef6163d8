import { html } from 'hono/html'
import type { ExecutionState } from '../../states.ts'
import type { Context, Execution, Post } from '../kit.ts'
import { needsPerson } from './lists.ts'

/** The time of day is clear within half a day of it. */
const HALF_DAY_MS = 12 * 3_600_000

/**
 * "2 of 6 accounts have it. 1 failed, 1 is being sent, 1 waits. Done by about 09:30." It is
 * announced when it changes.
 */
export function lead(page: Context, post: Post, executions: readonly Execution[]) {
  const { t } = page
  const { executions: counts, stopped } = post
  const of = (...states: readonly ExecutionState[]): number =>
    states.reduce((sum, state) => sum + (counts[state] ?? 0), 0)
  const open = of('queued', 'waiting', 'posting')
  const total = of('success', 'failed', 'unknown', 'cancelled') + open
  if (total + of('skipped') === 0) return html`<span role="status">${t('noExecutions')}</span>`
  const review = executions.filter(
    (each) => each.status !== 'failed' && each.status !== 'unknown' && needsPerson(each),
  ).length
  const others: readonly [key: Part, n: number][] = [
    ['is_failed', of('failed')],
    ['is_unknown', of('unknown')],
    ['is_review', review],
    ['is_posting', of('posting')],
    ['is_waiting', of('queued', 'waiting') - review],
    ['is_cancelled', of('cancelled')],
    ['is_skipped', of('skipped')],
  ]
  const parts = others.flatMap(([key, n]) => (n > 0 ? [t(`live.${key}`, { n })] : []))
  const n = of('success')
  const sentences = [
    ...(open === 0 && stopped !== null && of('cancelled') > 0 ? [stopText(page, stopped)] : []),
    n === total && n > 0 ? t('live.haveAll', { n }) : t('live.have', { n, total }),
    ...(parts.length > 0 ? [`${capitalized(parts.join(', '))}.`] : []),
    ...endText(page, executions),
  ]
  return html`<span role="status" id="summary">${sentences.join(' ')}</span>`
}

type Part =
  | 'is_failed'
  | 'is_unknown'
  | 'is_review'
  | 'is_posting'
  | 'is_waiting'
  | 'is_cancelled'
  | 'is_skipped'

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Says who stopped the post. */
const stopText = ({ t }: Context, { by }: NonNullable<Post['stopped']>): string =>
  by === null ? t('live.stopped') : t('live.stoppedBy', { name: by.name })

/** The time of the last account that waits for no person. */
function endText({ t, formats, now }: Context, executions: readonly Execution[]): string[] {
  const due = executions.flatMap((each) =>
    (each.status === 'queued' || each.status === 'waiting') && !needsPerson(each)
      ? [Date.parse(each.due_at)]
      : [],
  )
  if (due.length === 0) return []
  const last = new Date(due.reduce((latest, each) => Math.max(latest, each), 0))
  const isNear = last.getTime() - now.getTime() < HALF_DAY_MS
  return [t('live.doneBy', { time: isNear ? formats.clock(last) : formats.moment(last) })]
}
