import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { boolAttr } from '../../../console/parts/attributes.ts'
import { empty } from '../../../console/parts/empty.ts'
import { pager } from '../../../console/parts/pager.ts'
import { progress } from '../../../console/parts/figures/progress.ts'
import { tabs } from '../../../console/parts/tabs.ts'
import { time } from '../../../console/parts/time.ts'
import { layout } from '../../../console/layout.ts'
import { STATUSES } from './check.ts'
import { stateOf, whyOf } from './state.ts'
import type { Check, Context, PairCheck, ViewedCheck } from './kit.ts'

/** The filter in the page's address; unknown values are ignored. */
const Filter = z.object({
  status: z.enum(STATUSES).optional().catch(undefined),
  username: z.string().trim().min(1).max(200).optional().catch(undefined),
  cursor: z.string().min(1).max(500).optional().catch(undefined),
})
type Filter = z.output<typeof Filter>

const LISTS = '/console/relations'
const PAIRS = '/console/relations/pairs'
const ROWS = 50

export async function showChecks(page: Context): Promise<Response> {
  const filter = Filter.parse(page.c.req.query())
  const query = { ...filter, limit: ROWS }
  const { data, next_cursor: next } = await page.api.call('listRelationChecks', { query })
  const rows = data.map((check) => listRow(page, check))
  return await show(page, LISTS, { filter, rows, next })
}

export async function showPairChecks(page: Context): Promise<Response> {
  const filter = Filter.parse(page.c.req.query())
  const query = { ...filter, limit: ROWS }
  const found = await page.api.call('listPairChecks', { query })
  const rows = found.data.map((check) => pairsRow(page, check))
  return await show(page, PAIRS, { filter, rows, next: found.next_cursor })
}

type Path = typeof LISTS | typeof PAIRS
type Found = { filter: Filter; rows: unknown[]; next: string | null }

async function show(page: Context, path: Path, { filter, rows, next }: Found): Promise<Response> {
  const { t } = page
  const { cursor, ...filters } = filter
  const views = [
    { label: t('lists'), href: LISTS, isCurrent: path === LISTS },
    { label: t('pairs'), href: PAIRS, isCurrent: path === PAIRS },
  ]
  const body = html`${tabs(t('views'), views)} ${filterBar(page, path, filter)}
  ${rows.length === 0 ? nothing(page, path, filter) : table(page, path, rows)}
  ${pager(page, path, { filter: filters, cursor, next, rows: rows.length })}`
  const actions = page.may('creators:write')
    ? html`<a class="button" href="${path}/new" data-dialog
        >${t(path === LISTS ? 'new' : 'newPairs')}</a
      >`
    : ''
  const content = { title: t('title'), lead: t('lead'), body, actions, isLive: true }
  return page.c.html(await layout(page, content))
}

function filterBar({ t }: Context, path: Path, { status, username }: Filter) {
  return html`<form class="filter" action="${path}" data-morph role="search">
    <input
      type="search"
      name="username"
      id="username"
      value="${username ?? ''}"
      aria-label="${t('search')}"
      placeholder="${t('search')}"
    />
    <select name="status" id="status" aria-label="${t('state')}">
      <option value="">${t('anyState')}</option>
      ${STATUSES.map(
        (each) =>
          html`<option value="${each}" ${boolAttr(each === status, 'selected')}>
            ${t(`is_${each}`)}
          </option>`,
      )}
    </select>
    <button class="only-plain">${t('common.filter')}</button>
  </form>`
}

function nothing({ t }: Context, path: Path, filter: Filter) {
  if (Object.values(filter).every((value) => value === undefined))
    return path === LISTS
      ? empty(t('none'), t('noneHint'))
      : empty(t('nonePairs'), t('nonePairsHint'))
  const clear = t('common.clearFilters')
  return empty(t('noMatch'), html`<a class="button" href="${path}" data-morph>${clear}</a>`)
}

function table({ t }: Context, path: Path, rows: unknown[]) {
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${t('state')}</th>
        <th>${t(path === LISTS ? 'account' : 'pairs')}</th>
        <th>${t(path === LISTS ? 'found' : 'answered')}</th>
        <th class="number">${t('created')}</th>
        <th class="number">${t('requests')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`
}

/** The account of a check, by its name or else its number. */
export const targetOf = ({ t }: Context, check: Check): string =>
  check.username === null ? t('byNumber', { id: check.platform_id ?? '' }) : `@${check.username}`

function listRow(page: Context, check: Check) {
  const kinds = check.lists.map(({ kind }) => page.t(`kind_${kind}`)).join(', ')
  const { collected, expected } = check.progress
  return html`<tr id="check-${check.id}">
    ${stateCell(page, check)}
    <td>
      <a class="name" href="${LISTS}/${check.id}" dir="auto">${targetOf(page, check)}</a>
      <p>${kinds}</p>
    </td>
    <td>${soFar(page, check, collected, expected)}</td>
    ${lastCells(page, check, check.progress.requests)}
  </tr>`
}

function pairsRow(page: Context, check: PairCheck) {
  const { t, formats } = page
  const { questions, answered, yes, no, unknown } = check.progress
  return html`<tr id="check-${check.id}">
    ${stateCell(page, check)}
    <td>
      <a class="name" href="${PAIRS}/${check.id}" dir="auto"
        >${t('pairsCount', { n: check.pairs })}</a
      >
      <p>
        ${t('answersOf', {
          yes: formats.number(yes),
          no: formats.number(no),
          unknown: formats.number(unknown),
        })}
      </p>
    </td>
    <td>${soFar(page, check, answered, questions)}</td>
    ${lastCells(page, check, check.progress.requests)}
  </tr>`
}

function stateCell(page: Context, check: ViewedCheck) {
  const why = check.reason === null ? '' : whyOf(page, check)
  return html`<td>${stateOf(page, check)} ${why === '' ? '' : html`<p class="why">${why}</p>`}</td>`
}

const lastCells = (page: Context, { created_at: at }: ViewedCheck, requests: number) =>
  html`<td class="number">${time(page, at)}</td>
    <td class="number wide-only">${page.formats.number(requests)}</td>`

/** Shows how many of how many, with a bar while the check is under way. */
export function soFar(page: Context, { status }: ViewedCheck, value: number, most: number | null) {
  const { t, formats } = page
  const n = formats.number(value)
  const text =
    most === null ? t('justFound', { n }) : t('ofExpected', { n, all: formats.number(most) })
  const isUnderWay = status === 'running' || (status === 'waiting' && value > 0)
  return html`${isUnderWay ? progress({ value, most, label: text }) : ''}
    <span ${most === null ? html`title="${t('notYetKnown')}"` : ''}>${text}</span>`
}
