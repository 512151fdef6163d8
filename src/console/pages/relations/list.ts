import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { when } from '../../parts/attributes.ts'
import { empty } from '../../parts/empty.ts'
import { pager } from '../../parts/pager.ts'
import { progress } from '../../parts/progress.ts'
import { tabs } from '../../parts/tabs.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { Checks, PairChecks, STATUSES, type Check, type PairCheck, type Shown } from './check.ts'
import { stateOf, whyOf } from './state.ts'
import { relationsWords } from './words.ts'

/** The filter stands in the address; what it does not know is as if it was not there. */
const Filter = z.object({
  status: z.enum(STATUSES).optional().catch(undefined),
  username: z.string().trim().min(1).max(200).optional().catch(undefined),
  cursor: z.string().min(1).max(500).optional().catch(undefined),
})
type Filter = z.output<typeof Filter>

const LISTS = '/console/relations'
const PAIRS = '/console/relations/pairs'
const ROWS = 50

export async function showChecks(page: Page): Promise<Response> {
  const filter = Filter.parse(page.c.req.query())
  const query = { ...filter, limit: ROWS }
  const { data, next_cursor: next } = await page.ask('GET /api/relations', Checks, { query })
  const rows = data.map((check) => listRow(page, check))
  return await show(page, LISTS, { filter, rows, next })
}

export async function showPairChecks(page: Page): Promise<Response> {
  const filter = Filter.parse(page.c.req.query())
  const query = { ...filter, limit: ROWS }
  const found = await page.ask('GET /api/relations/pairs', PairChecks, { query })
  const rows = found.data.map((check) => pairsRow(page, check))
  return await show(page, PAIRS, { filter, rows, next: found.next_cursor })
}

type Path = typeof LISTS | typeof PAIRS
type Found = { filter: Filter; rows: unknown[]; next: string | null }

async function show(page: Page, path: Path, { filter, rows, next }: Found): Promise<Response> {
  const say = sayIn(page.language, relationsWords)
  const { cursor, ...kept } = filter
  const views = [
    { label: say('lists'), href: LISTS, isCurrent: path === LISTS },
    { label: say('pairs'), href: PAIRS, isCurrent: path === PAIRS },
  ]
  const body = html`${tabs(say('views'), views)} ${filterBar(page, path, filter)}
  ${rows.length === 0 ? nothing(page, path, filter) : table(page, path, rows)}
  ${pager(page, path, { filter: kept, cursor, next })}`
  const actions = page.may('creators:write')
    ? html`<a class="button" href="${path}/new" data-dialog
        >${say(path === LISTS ? 'new' : 'newPairs')}</a
      >`
    : ''
  const content = { title: say('title'), lead: say('lead'), body, actions, isLive: true }
  return page.c.html(await shell(page, content))
}

function filterBar({ language }: Page, path: Path, { status, username }: Filter) {
  const say = sayIn(language, relationsWords)
  const sayFrame = sayIn(language, frameWords)
  return html`<form class="filter" action="${path}" data-morph role="search">
    <input
      type="search"
      name="username"
      id="username"
      value="${username ?? ''}"
      aria-label="${say('search')}"
      placeholder="${say('search')}"
    />
    <select name="status" id="status" aria-label="${say('state')}">
      <option value="">${say('anyState')}</option>
      ${STATUSES.map(
        (each) =>
          html`<option value="${each}" ${when(each === status, 'selected')}>
            ${say(`is_${each}`)}
          </option>`,
      )}
    </select>
    <button class="only-plain">${sayFrame('filter')}</button>
  </form>`
}

function nothing({ language }: Page, path: Path, filter: Filter) {
  const say = sayIn(language, relationsWords)
  if (Object.values(filter).every((value) => value === undefined))
    return path === LISTS
      ? empty(say('none'), say('noneHint'))
      : empty(say('nonePairs'), say('nonePairsHint'))
  const clear = sayIn(language, frameWords)('clearFilters')
  return empty(say('noMatch'), html`<a class="button" href="${path}" data-morph>${clear}</a>`)
}

function table({ language }: Page, path: Path, rows: unknown[]) {
  const say = sayIn(language, relationsWords)
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${say('state')}</th>
        <th>${say(path === LISTS ? 'account' : 'pairs')}</th>
        <th>${say(path === LISTS ? 'found' : 'answered')}</th>
        <th class="number">${say('created')}</th>
        <th class="number">${say('requests')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`
}

/** The account of a check, by its name or else its number. */
export const targetOf = ({ language }: Page, check: Check): string =>
  check.username === null
    ? sayIn(language, relationsWords)('byNumber', { id: check.platform_id ?? '' })
    : `@${check.username}`

function listRow(page: Page, check: Check) {
  const say = sayIn(page.language, relationsWords)
  const kinds = check.lists.map(({ kind }) => say(`kind_${kind}`)).join(', ')
  const { collected, expected } = check.progress
  return html`<tr id="check-${check.id}">
    ${stateCell(page, check)}
    <td>
      <a class="name" href="${LISTS}/${check.id}">${targetOf(page, check)}</a>
      <p>${kinds}</p>
    </td>
    <td>${soFar(page, check, collected, expected)}</td>
    ${lastCells(page, check, check.progress.requests)}
  </tr>`
}

function pairsRow(page: Page, check: PairCheck) {
  const { formats, language } = page
  const say = sayIn(language, relationsWords)
  const { questions, answered, yes, no, unknown } = check.progress
  return html`<tr id="check-${check.id}">
    ${stateCell(page, check)}
    <td>
      <a class="name" href="${PAIRS}/${check.id}">${say('pairsCount', { n: check.pairs })}</a>
      <p>
        ${say('answersOf', {
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

function stateCell(page: Page, check: Shown) {
  const why = check.reason === null ? '' : whyOf(page, check)
  return html`<td>${stateOf(page, check)} ${why === '' ? '' : html`<p class="why">${why}</p>`}</td>`
}

const lastCells = (page: Page, { created_at: at }: Shown, requests: number) =>
  html`<td class="number">${time(page, at)}</td>
    <td class="number wide-only">${page.formats.number(requests)}</td>`

/** How many of how many, with a bar while it is under way. */
export function soFar(page: Page, { status }: Shown, value: number, most: number | null) {
  const { formats, language } = page
  const say = sayIn(language, relationsWords)
  const n = formats.number(value)
  const text =
    most === null ? say('justFound', { n }) : say('ofExpected', { n, all: formats.number(most) })
  const isUnderWay = status === 'running' || (status === 'waiting' && value > 0)
  return html`${isUnderWay ? progress({ value, most, label: text }) : ''}
    <span ${most === null ? html`title="${say('notYetKnown')}"` : ''}>${text}</span>`
}
