import { html } from 'hono/html'
import { badge } from '../../../console/parts/badge.ts'
import { details } from '../../../console/parts/details.ts'
import { tabs } from '../../../console/parts/tabs.ts'
import { withQuery } from '../../../console/parts/pager.ts'
import { time } from '../../../console/parts/time.ts'
import { layout } from '../../../console/layout.ts'
import { changes } from './changes.ts'
import { hasEnded, hasNewOnly } from './check.ts'
import { history } from './history.ts'
import { soFar, targetOf } from './list.ts'
import { members } from './members.ts'
import { reasonOf } from './reasons.ts'
import { checkActions, stateOf, whyOf } from './state.ts'
import type { Check, Context, List } from './kit.ts'

const VIEWS = { members, changes, history } as const
type View = keyof typeof VIEWS

const viewOf = (input: string | undefined): View =>
  input === 'changes' || input === 'history' ? input : 'members'

/** A check of lists: how far it is and what it found, in one of three views. */
export async function showCheck(page: Context): Promise<Response> {
  const { t } = page
  const id = page.c.req.param('id') ?? ''
  const check = await page.api.call('getRelationCheck', { params: { id } })
  const path = `/console/relations/${id}`
  const view = viewOf(page.c.req.query('view'))
  const places = (['members', 'changes', 'history'] as const).map((each) => ({
    label: t(each),
    href: withQuery(path, { view: each === 'members' ? undefined : each }),
    isCurrent: each === view,
  }))
  // On a phone the people come before what the check cost.
  const body = html`<div class="columns wide">
    <div>
      <p class="state">${stateOf(page, check)} ${sentence(page, check)}</p>
      ${listsTable(page, check)}
      <section>${tabs(t('tabs'), places)} ${await VIEWS[view](page, check, path)}</section>
    </div>
    ${aside(page, check)}
  </div>`
  const actions = hasNewOnly(check) ? wholeForm(page, check) : checkActions(page, path, check)
  const title = targetOf(page, check)
  return page.c.html(await layout(page, { title, body, actions, isLive: !hasEnded(check) }))
}

/** Begins a check of the same lists that reads all of them. */
function wholeForm(page: Context, { username, lists }: Check) {
  if (username === null || !page.may('creators:write')) return ''
  return html`<form method="post" action="/console/relations/new" data-morph>
    <input type="hidden" name="username" value="${username}" />
    <input type="hidden" name="whole" value="true" />
    ${lists.map(({ kind }) => html`<input type="hidden" name="kinds" value="${kind}" />`)}
    <button>${page.t('readWhole')}</button>
  </form>`
}

function sentence(page: Context, check: Check): string {
  if (hasNewOnly(check)) return page.t('say_new_only')
  const why = whyOf(page, check)
  const said = check.status === 'waiting' ? '' : page.t(`say_${check.status}`)
  return [said, check.status === 'cancelled' ? '' : why].filter((each) => each !== '').join(' ')
}

const LIST_SIGNS = {
  pending: 'pending',
  reading: 'running',
  verifying: 'running',
  complete: 'done',
  incomplete: 'unknown',
} as const

function listsTable(page: Context, check: Check) {
  const { t } = page
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${t('state')}</th>
        <th>${t('list')}</th>
        <th>${t('found')}</th>
        <th class="number">${t('pages')}</th>
        <th class="number">${t('requests')}</th>
      </tr>
    </thead>
    <tbody>
      ${check.lists.map((list) => listRow(page, check, list))}
    </tbody>
  </table>`
}

function listRow(page: Context, check: Check, list: List) {
  const { t, formats } = page
  const isRead = list.state === 'reading' || list.state === 'verifying'
  const status = isRead && !hasEnded(check) ? 'running' : 'complete'
  return html`<tr id="list-${list.kind}">
    <td>
      ${
        list.reason === 'only_new_read'
          ? badge('done', t('list_new_only'))
          : badge(LIST_SIGNS[list.state], t(`list_${list.state}`))
      }
    </td>
    <td>
      <strong>${t(`kind_${list.kind}`)}</strong>
      ${listNote(page, check, list)}
    </td>
    <td>${soFar(page, { ...check, status }, list.collected, list.expected)}</td>
    <td class="number">${formats.number(list.pages)}</td>
    <td class="number wide-only">${formats.number(list.requests)}</td>
  </tr>`
}

/** Says why a list is incomplete, and how it is read where an earlier check knows it. */
function listNote(page: Context, check: Check, list: List) {
  const { t, formats } = page
  const { state, reason, new_since: since, new_members: n, whole_every: every } = list
  if (since !== null && every !== null) {
    const values = { since: formats.date(new Date(since)), every }
    const isRead = reason === 'only_new_read'
    const found = withQuery(`/console/relations/${check.id}`, {
      view: 'changes',
      kind: list.kind,
      change: 'new',
    })
    return html`<p>${t(isRead ? 'newOnlyRead' : 'newOnlyPlan', values)}</p>
      ${isRead ? html`<p><a href="${found}">${t('newOnlyFound', { n })}</a></p>` : ''}
      ${isRead || reason === null ? '' : html`<p>${reasonOf(page, reason, list)}</p>`}`
  }
  const because = list.whole_because === null ? '' : t(`whole_${list.whole_because}`)
  const why = state === 'incomplete' && reason !== null ? reasonOf(page, reason, list) : ''
  return [why, because].filter((each) => each !== '').map((each) => html`<p>${each}</p>`)
}

function aside(page: Context, check: Check) {
  const { t, formats } = page
  const { requests, accounts, seconds_left: left } = check.progress
  const { estimate, started_at: from, completed_at: to, max } = check
  return details([
    [t('requests'), formats.number(requests)],
    [
      t('estimate'),
      estimate === null
        ? html`<span title="${t('notYetKnown')}">–</span>`
        : t('estimateOf', { n: estimate.requests }),
    ],
    ...(hasEnded(check)
      ? []
      : ([[t('timeLeft'), left === null ? '–' : formats.duration(left * 1_000)]] as const)),
    ...(from !== null && to !== null
      ? ([[t('took'), formats.duration(Date.parse(to) - Date.parse(from))]] as const)
      : []),
    [
      t('accountsUsed'),
      accounts.length === 0 ? t('noAccounts') : accounts.map((name) => `@${name}`).join(', '),
    ],
    [t('limitedTo'), max === null ? t('noLimit') : formats.number(max)],
    [t('created'), time(page, check.created_at)],
    [t('numberAt'), check.platform_id === null ? '–' : html`<code>${check.platform_id}</code>`],
  ])
}
