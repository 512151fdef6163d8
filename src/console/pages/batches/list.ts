import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { chips } from '../../parts/chips.ts'
import { empty } from '../../parts/empty.ts'
import { pager, withQuery } from '../../parts/pager.ts'
import { progress } from '../../parts/progress.ts'
import { time } from '../../parts/time.ts'
import { when } from '../../parts/attributes.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { Batches, Costs, Sending, signOf, STATUSES, type Batch } from './batch.ts'
import { cost, costsByKind, figures, kindName, sendingState, spendChart } from './money.ts'
import { batchesWords } from './words.ts'

/** The filter stands in the address; what it does not know is as if it was not there. */
const Filter = z.object({
  status: z.enum(STATUSES).optional().catch(undefined),
  model: z.string().min(1).max(100).optional().catch(undefined),
  cursor: z.string().min(1).max(500).optional().catch(undefined),
})
type Filter = z.output<typeof Filter>

const PATH = '/console/batches'
const ROWS = 25

export async function showBatches(page: Page): Promise<Response> {
  const say = sayIn(page.language, batchesWords)
  const filter = Filter.parse(page.c.req.query())
  const [sending, costs, found] = await Promise.all([
    page.ask('GET /api/ai/status', Sending),
    page.ask('GET /api/ai/costs', Costs),
    page.ask('GET /api/batches', Batches, { query: { ...filter, limit: ROWS } }),
  ])
  const models = [...new Set([sending.model, ...costs.days.map(({ model }) => model)])]
  const { cursor, ...kept } = filter
  const isFirst = cursor === undefined
  const body = html`${
      isFirst
        ? html`${sendingState(page, sending)} ${figures(page, sending, costs)}
          ${spendChart(page, costs, sending.budget.daily_usd)} ${costsByKind(page, costs)}`
        : ''
    }
    <section>
      <h2>${say('list')}</h2>
      ${filterBar(page, kept, models)}
      ${found.data.length === 0 ? nothing(page, filter) : table(page, found.data)}
      ${pager(page, PATH, { filter: kept, cursor, next: found.next_cursor })}
    </section>`
  const actions = html`<a class="button" href="${PATH}/estimate">${say('estimate')}</a>`
  const content = { title: say('title'), lead: say('lead'), body, actions, isLive: true }
  return page.c.html(await shell(page, content))
}

function filterBar(page: Page, filter: Omit<Filter, 'cursor'>, models: readonly string[]) {
  const say = sayIn(page.language, batchesWords)
  const sayFrame = sayIn(page.language, frameWords)
  const { status, model } = filter
  const all = [...new Set([...models, ...(model === undefined ? [] : [model])])]
  return html`<form class="filter" action="${PATH}" data-morph role="search">
    <select name="status" id="status" aria-label="${sayFrame('state')}">
      <option value="">${say('anyState')}</option>
      ${STATUSES.map(
        (each) =>
          html`<option value="${each}" ${when(each === status, 'selected')}>
            ${say(`is_${each}`)}
          </option>`,
      )}
    </select>
    <select name="model" id="model" aria-label="${say('model')}">
      <option value="">${say('anyModel')}</option>
      ${all.map(
        (each) =>
          html`<option value="${each}" ${when(each === model, 'selected')}>${each}</option>`,
      )}
    </select>
    <button class="only-plain">${sayFrame('filter')}</button>
    ${chips(page, [
      ...(status === undefined
        ? []
        : [{ label: say(`is_${status}`), without: withQuery(PATH, { model }) }]),
      ...(model === undefined ? [] : [{ label: model, without: withQuery(PATH, { status }) }]),
    ])}
  </form>`
}

function nothing({ language }: Page, { status, model, cursor }: Filter) {
  const say = sayIn(language, batchesWords)
  if (status === undefined && model === undefined && cursor === undefined)
    return empty(say('none'), say('noneHint'))
  const link = html`<a class="button" href="${PATH}" data-morph
    >${sayIn(language, frameWords)('clearFilters')}</a
  >`
  return empty(say('noMatch'), link)
}

function table(page: Page, rows: readonly Batch[]) {
  const say = sayIn(page.language, batchesWords)
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${sayIn(page.language, frameWords)('state')}</th>
        <th>${say('batch')}</th>
        <th>${say('rows')}</th>
        <th class="number">${say('created')}</th>
        <th class="number">${say('tokens')}</th>
        <th class="number">${say('cost')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((batch) => row(page, batch))}
    </tbody>
  </table>`
}

function row(page: Page, batch: Batch) {
  const { formats, language } = page
  const say = sayIn(language, batchesWords)
  const { id, model, kind, tokens, error } = batch
  const sum = tokens.input + tokens.output
  return html`<tr id="batch-${id}">
    <td>${badge(signOf(batch), say(`is_${batch.status}`))}</td>
    <td>
      <a class="name" href="${PATH}/${id}">${kindName(page, kind)} <small>${model}</small></a>
      ${error === null ? '' : html`<p lang="en" title="${error.code}">${error.message}</p>`}
    </td>
    <td>${rowsDone(page, batch)}</td>
    <td class="number">${time(page, batch.created_at)}</td>
    <td class="number wide-only" title="${sum === 0 ? say('notRead') : formats.number(sum)}">
      ${sum === 0 ? '–' : formats.compact(sum)}
    </td>
    <td class="number wide-only">${costOf(page, batch)}</td>
  </tr>`
}

/** Of how many rows there is an answer, and what went wrong with the others. */
export function rowsDone({ formats, language }: Page, { rows }: Batch) {
  const say = sayIn(language, batchesWords)
  const text = say('rowsDone', {
    done: formats.number(rows.completed),
    total: formats.number(rows.total),
  })
  const expired = rows.by_outcome.expired ?? 0
  const notes = [
    ...(rows.failed > 0 ? [say('rowsFailed', { n: rows.failed })] : []),
    ...(expired > 0 ? [say('rowsExpired', { n: expired })] : []),
  ]
  return html`${progress({ value: rows.completed, most: rows.total, label: text })}
    <span>${text}</span>
    ${notes.length === 0 ? '' : html`<small class="line">${notes.join(' · ')}</small>`}`
}

/** An estimate until the results are read. */
export function costOf(page: Page, batch: Batch) {
  if (batch.ingested_at !== null || batch.status === 'abandoned') return cost(page, batch.cost_usd)
  const say = sayIn(page.language, batchesWords)
  const about = say('about', { cost: page.formats.money(batch.estimated_cost_usd) })
  return html`<small title="${say('estimated')}">${about}</small>`
}
