import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { sayIn } from '../../words.ts'
import {
  canContinue,
  hasEnded,
  signOf,
  waitsForConfirmation,
  type Cost,
  type List,
  type Shown,
} from './check.ts'
import { reasonOf } from './reasons.ts'
import { relationsWords } from './words.ts'

/** The state as sign and word. */
export const stateOf = (page: Page, check: Pick<Shown, 'status'>) =>
  badge(signOf(check), sayIn(page.language, relationsWords)(`is_${check.status}`))

/** Why it is so, and until when it waits. */
export function whyOf(
  { language, formats, now }: Page,
  check: Shown & { lists?: readonly List[] },
): string {
  const say = sayIn(language, relationsWords)
  const { reason, waiting_until: until } = check
  const why = reason === null ? [] : [reasonOf(language, reason, listOf(check, reason))]
  const goesOn =
    until === null ? [] : [say('until', { time: formats.relative(new Date(until), now) })]
  return [...why, ...goesOn].join(' ')
}

/** The list that gives the check its reason. */
const listOf = ({ lists }: { lists?: readonly List[] }, reason: string): List | undefined =>
  lists?.find((list) => list.reason === reason)

/** What may be done with a check now, by whoever may. */
export function acts(page: Page, path: string, check: Shown) {
  const say = sayIn(page.language, relationsWords)
  if (!page.may('creators:write')) return ''
  if (!hasEnded(check))
    return html`${
        waitsForConfirmation(check)
          ? html`<form method="post" action="${path}/confirm" data-morph>
              <button class="main">${confirmLabel(page, check)}</button>
            </form>`
          : ''
      } <a class="button" href="${path}/stop" data-dialog>${say('stop')}</a>`
  if (!canContinue(check) || !page.may('tasks:write')) return ''
  return html`<form method="post" action="${path}/continue" data-morph>
    <button>${say('continue')}</button>
  </form>`
}

function confirmLabel({ language }: Page, { estimate }: Shown): string {
  const say = sayIn(language, relationsWords)
  return estimate === null ? say('confirm') : say('costSubmit', { n: estimate.requests })
}

/** What so many requests mean, before somebody spends them. */
export function costBody({ language, formats }: Page, { seconds }: Cost) {
  const say = sayIn(language, relationsWords)
  return html`<p>
      ${
        seconds === null
          ? say('costNoTime')
          : say('costTime', { time: formats.duration(seconds * 1_000) })
      }
    </p>
    <p>${say('costHint')}</p>`
}

const ANSWER_SIGNS = { yes: 'done', no: 'cancelled', unknown: 'unknown' } as const

/** Yes, no and unknown: three signs, three words. */
export const answerBadge = ({ language }: Page, answer: 'yes' | 'no' | 'unknown') =>
  badge(ANSWER_SIGNS[answer], sayIn(language, relationsWords)(answer))
