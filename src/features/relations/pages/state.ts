import { html } from 'hono/html'
import { badge } from '../../../console/parts/badge.ts'
import {
  canContinue,
  hasEnded,
  hasNewOnly,
  signOf,
  waitsForConfirmation,
  type Cost,
} from './check.ts'
import { reasonOf } from './reasons.ts'
import type { Context, List, ViewedCheck } from './kit.ts'

/** The state as sign and word. */
export const stateOf = (page: Context, check: Pick<ViewedCheck, 'status' | 'reason'>) =>
  hasNewOnly(check)
    ? badge('done', page.t('is_new_only'))
    : badge(signOf(check), page.t(`is_${check.status}`))

/** Says why the check is in its state, and until when it waits. */
export function whyOf(context: Context, check: ViewedCheck & { lists?: readonly List[] }): string {
  const { t, formats, now } = context
  const { reason, waiting_until: until } = check
  const why = reason === null ? [] : [reasonOf(context, reason, listOf(check, reason))]
  const isUnfinished =
    until === null ? [] : [t('until', { time: formats.relative(new Date(until), now) })]
  return [...why, ...isUnfinished].join(' ')
}

/** Returns the list that has the check's reason. */
const listOf = ({ lists }: { lists?: readonly List[] }, reason: string): List | undefined =>
  lists?.find((list) => list.reason === reason)

/** Shows the acts on a check that its state and the user's rights allow. */
export function checkActions(page: Context, path: string, check: ViewedCheck) {
  const { t } = page
  if (!page.may('creators:write')) return ''
  if (!hasEnded(check))
    return html`${
        waitsForConfirmation(check)
          ? html`<form method="post" action="${path}/confirm" data-morph>
              <button class="main">${confirmLabel(page, check)}</button>
            </form>`
          : ''
      } <a class="button" href="${path}/stop" data-dialog>${t('stop')}</a>`
  if (!canContinue(check) || hasNewOnly(check) || !page.may('tasks:write')) return ''
  return html`<form method="post" action="${path}/continue" data-morph>
    <button>${t('continue')}</button>
  </form>`
}

function confirmLabel({ t }: Context, { estimate }: ViewedCheck): string {
  return estimate === null ? t('confirm') : t('costSubmit', { n: estimate.requests })
}

/** Explains the cost of so many requests before the user confirms it. */
export function costBody({ t, formats }: Context, { seconds }: Cost) {
  return html`<p>
      ${
        seconds === null
          ? t('costNoTime')
          : t('costTime', { time: formats.duration(seconds * 1_000) })
      }
    </p>
    <p>${t('costHint')}</p>`
}

const ANSWER_SIGNS = { yes: 'done', no: 'cancelled', unknown: 'unknown' } as const

/** Yes, no and unknown: three signs, three words. */
export const answerBadge = ({ t }: Context, answer: 'yes' | 'no' | 'unknown') =>
  badge(ANSWER_SIGNS[answer], t(answer))
