import { html } from 'hono/html'
import { badge } from '../../../../../console/parts/badge.ts'
import { icon } from '../../../../../console/icons.ts'
import { accountOf, plainMark } from '../../marks.ts'
import { signOfExecution } from '../../states.ts'
import type { Context, Execution } from '../kit.ts'
import { needsPerson } from './lists.ts'
import { inOrder } from './order.ts'

/** With more accounts, the words of states would be cut: signs are left, with names as titles. */
const MAX_WITH_WORDS = 8

/** One step for each account, in the order in which they publish. */
export function steps(page: Context, executions: readonly Execution[]) {
  const { t } = page
  const hasWords = executions.length <= MAX_WITH_WORDS
  return html`<ol
    class="live-steps"
    aria-label="${t('live.steps')}"
    data-size="${hasWords ? 'wide' : 'narrow'}"
  >
    ${inOrder(executions).map((execution) => step(page, execution, hasWords))}
  </ol>`
}

function step({ t }: Context, execution: Execution, hasWords: boolean) {
  const { id, username, status } = execution
  const isHeld = (status === 'queued' || status === 'waiting') && needsPerson(execution)
  const sign = isHeld ? 'person' : signOfExecution(status)
  const words = t(isHeld ? 'live.step_review' : `live.step_${status}`)
  return html`<li id="step-${id}" data-state="${sign}">
    <a href="#execution-${id}" title="@${username}: ${words}">
      ${plainMark(accountOf(execution), 26)}
      ${hasWords ? html`<bdi class="name">@${username}</bdi>` : html`<bdi class="hidden">@${username}</bdi>`}
      ${hasWords ? badge(sign, words) : html`${icon(sign)}<span class="hidden">${words}</span>`}
    </a>
  </li>`
}
