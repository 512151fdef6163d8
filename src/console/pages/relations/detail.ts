import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { details } from '../../parts/details.ts'
import { tabs } from '../../parts/tabs.ts'
import { withQuery } from '../../parts/pager.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { changes } from './changes.ts'
import { Check, hasEnded, type List } from './check.ts'
import { history } from './history.ts'
import { soFar, targetOf } from './list.ts'
import { members } from './members.ts'
import { reasonOf } from './reasons.ts'
import { acts, stateOf, whyOf } from './state.ts'
import { relationsWords } from './words.ts'

const VIEWS = { members, changes, history } as const
type View = keyof typeof VIEWS

const viewOf = (given: string | undefined): View =>
  given === 'changes' || given === 'history' ? given : 'members'

/** A check of lists: how far it is and what it found, in one of three views. */
export async function showCheck(page: Page): Promise<Response> {
  const say = sayIn(page.language, relationsWords)
  const id = page.c.req.param('id') ?? ''
  const check = await page.ask(`GET /api/relations/${id}`, Check)
  const path = `/console/relations/${id}`
  const view = viewOf(page.c.req.query('view'))
  const places = (['members', 'changes', 'history'] as const).map((each) => ({
    label: say(each),
    href: withQuery(path, { view: each === 'members' ? undefined : each }),
    isCurrent: each === view,
  }))
  const body = html`<div class="columns wide">
      <div>
        <p class="state">${stateOf(page, check)} ${sentence(page, check)}</p>
        ${listsTable(page, check)}
      </div>
      ${aside(page, check)}
    </div>
    <section>${tabs(say('tabs'), places)} ${await VIEWS[view](page, check, path)}</section>`
  const actions = acts(page, path, check)
  const title = targetOf(page, check)
  return page.c.html(await shell(page, { title, body, actions, isLive: !hasEnded(check) }))
}

function sentence(page: Page, check: Check): string {
  const say = sayIn(page.language, relationsWords)
  const why = whyOf(page, check)
  const said = check.status === 'waiting' ? '' : say(`say_${check.status}`)
  return [said, check.status === 'cancelled' ? '' : why].filter((each) => each !== '').join(' ')
}

const LIST_SIGNS = {
  pending: 'pending',
  reading: 'running',
  verifying: 'running',
  complete: 'done',
  incomplete: 'unknown',
} as const

function listsTable(page: Page, check: Check) {
  const say = sayIn(page.language, relationsWords)
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${say('state')}</th>
        <th>${say('list')}</th>
        <th>${say('found')}</th>
        <th class="number">${say('pages')}</th>
        <th class="number">${say('requests')}</th>
      </tr>
    </thead>
    <tbody>
      ${check.lists.map((list) => listRow(page, check, list))}
    </tbody>
  </table>`
}

function listRow(page: Page, check: Check, list: List) {
  const { formats, language } = page
  const say = sayIn(language, relationsWords)
  const isRead = list.state === 'reading' || list.state === 'verifying'
  const status = isRead && !hasEnded(check) ? 'running' : 'complete'
  return html`<tr id="list-${list.kind}">
    <td>${badge(LIST_SIGNS[list.state], say(`list_${list.state}`))}</td>
    <td>
      <strong>${say(`kind_${list.kind}`)}</strong>
      ${
        list.state === 'incomplete' && list.reason !== null
          ? html`<p>${reasonOf(language, list.reason, list)}</p>`
          : ''
      }
    </td>
    <td>${soFar(page, { ...check, status }, list.collected, list.expected)}</td>
    <td class="number">${formats.number(list.pages)}</td>
    <td class="number wide-only">${formats.number(list.requests)}</td>
  </tr>`
}

function aside(page: Page, check: Check) {
  const { formats, language } = page
  const say = sayIn(language, relationsWords)
  const { requests, accounts, seconds_left: left } = check.progress
  const { estimate, started_at: from, completed_at: to, max } = check
  return details([
    [say('requests'), formats.number(requests)],
    [
      say('estimate'),
      estimate === null
        ? html`<span title="${say('notYetKnown')}">–</span>`
        : say('estimateOf', { n: estimate.requests }),
    ],
    ...(hasEnded(check)
      ? []
      : ([[say('timeLeft'), left === null ? '–' : formats.duration(left * 1_000)]] as const)),
    ...(from !== null && to !== null
      ? ([[say('took'), formats.duration(Date.parse(to) - Date.parse(from))]] as const)
      : []),
    [
      say('accountsUsed'),
      accounts.length === 0 ? say('noAccounts') : accounts.map((name) => `@${name}`).join(', '),
    ],
    [say('limitedTo'), max === null ? say('noLimit') : formats.number(max)],
    [say('created'), time(page, check.created_at)],
    [say('numberAt'), check.platform_id === null ? '–' : html`<code>${check.platform_id}</code>`],
  ])
}
