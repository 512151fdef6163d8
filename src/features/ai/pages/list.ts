import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { badge } from '../../../console/parts/badge.ts'
import { chips } from '../../../console/parts/chips.ts'
import { empty } from '../../../console/parts/empty.ts'
import { pager, withQuery } from '../../../console/parts/pager.ts'
import { progress } from '../../../console/parts/figures/progress.ts'
import { time } from '../../../console/parts/time.ts'
import { boolAttr } from '../../../console/parts/attributes.ts'
import { layout } from '../../../console/layout.ts'
import { signOf, stateKey, STATUSES } from './batch.ts'
import { cost, costsByKind, figures, kindName, sendingState, spendChart } from './money.ts'
import type { Batch, Context } from './kit.ts'
import { original } from '../../../console/parts/original.ts'

/** The filter in the address; unknown values count as missing. */
const Filter = z.object({
  status: z.enum(STATUSES).optional().catch(undefined),
  model: z.string().min(1).max(100).optional().catch(undefined),
  cursor: z.string().min(1).max(500).optional().catch(undefined),
})
type Filter = z.output<typeof Filter>

const PATH = '/console/batches'
const ROWS = 25

export async function showBatches(page: Context): Promise<Response> {
  const { t } = page
  const filter = Filter.parse(page.c.req.query())
  const [sending, costs, found] = await Promise.all([
    page.api.call('getAiStatus'),
    page.api.call('getAiCosts'),
    page.api.call('listBatches', { query: { ...filter, limit: ROWS } }),
  ])
  const models = [...new Set([sending.model, ...costs.days.map(({ model }) => model)])]
  const { cursor, ...query } = filter
  const isFirst = cursor === undefined
  const body = html`${
      isFirst
        ? html`${sendingState(page, sending)} ${figures(page, sending, costs)}
          ${spendChart(page, costs, sending.budget.daily_usd)} ${costsByKind(page, costs)}`
        : ''
    }
    <section>
      <h2>${t('list')}</h2>
      ${filterBar(page, query, models)}
      ${found.data.length === 0 ? nothing(page, filter) : table(page, found.data)}
      ${pager(page, PATH, { filter: query, cursor, next: found.next_cursor, rows: found.data.length })}
    </section>`
  const actions = html`<a class="button" href="${PATH}/estimate">${t('estimate')}</a>`
  const content = { title: t('title'), lead: t('lead'), body, actions, isLive: true }
  return page.c.html(await layout(page, content))
}

function filterBar(page: Context, filter: Omit<Filter, 'cursor'>, models: readonly string[]) {
  const { t } = page
  const { status, model } = filter
  const all = [...new Set([...models, ...(model === undefined ? [] : [model])])]
  return html`<form class="filter" action="${PATH}" data-morph role="search">
    <select name="status" id="status" aria-label="${t('common.state')}">
      <option value="">${t('anyState')}</option>
      ${STATUSES.map(
        (each) =>
          html`<option value="${each}" ${boolAttr(each === status, 'selected')}>
            ${t(`is_${each}`)}
          </option>`,
      )}
    </select>
    <select name="model" id="model" aria-label="${t('model')}">
      <option value="">${t('anyModel')}</option>
      ${all.map(
        (each) =>
          html`<option value="${each}" ${boolAttr(each === model, 'selected')}>${each}</option>`,
      )}
    </select>
    <button class="only-plain">${t('common.filter')}</button>
    ${chips(page, [
      ...(status === undefined
        ? []
        : [{ label: t(`is_${status}`), without: withQuery(PATH, { model }) }]),
      ...(model === undefined ? [] : [{ label: model, without: withQuery(PATH, { status }) }]),
    ])}
  </form>`
}

function nothing({ t }: Context, { status, model, cursor }: Filter) {
  if (status === undefined && model === undefined && cursor === undefined)
    return empty(t('none'), t('noneHint'))
  const link = html`<a class="button" href="${PATH}" data-morph>${t('common.clearFilters')}</a>`
  return empty(t('noMatch'), link)
}

function table(page: Context, rows: readonly Batch[]) {
  const { t } = page
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${t('common.state')}</th>
        <th>${t('batch')}</th>
        <th>${t('rows')}</th>
        <th class="number">${t('created')}</th>
        <th class="number">${t('tokens')}</th>
        <th class="number">${t('cost')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((batch) => row(page, batch))}
    </tbody>
  </table>`
}

function row(page: Context, batch: Batch) {
  const { t, formats } = page
  const { id, model, kind, tokens, error } = batch
  const sum = tokens.input + tokens.output
  return html`<tr id="batch-${id}">
    <td>${badge(signOf(batch), t(stateKey(batch)))}</td>
    <td>
      <a class="name" href="${PATH}/${id}" dir="auto"
        >${kindName(page, kind)} <small dir="auto">${model}</small></a
      >
      ${error === null ? '' : original(page, error.message, `said-${id}`)}
    </td>
    <td>${rowsDone(page, batch)}</td>
    <td class="number">${time(page, batch.created_at)}</td>
    <td class="number wide-only" title="${sum === 0 ? t('notRead') : formats.number(sum)}">
      ${sum === 0 ? '–' : formats.compact(sum)}
    </td>
    <td class="number wide-only">${costOf(page, batch)}</td>
  </tr>`
}

/** Shows how many rows have an answer, and what went wrong with the others. */
export function rowsDone({ t, formats }: Context, { rows }: Batch) {
  const text = t('rowsDone', {
    done: formats.number(rows.completed),
    total: formats.number(rows.total),
  })
  const expired = rows.by_outcome.expired ?? 0
  const notes = [
    ...(rows.failed > 0 ? [t('rowsFailed', { n: rows.failed })] : []),
    ...(expired > 0 ? [t('rowsExpired', { n: expired })] : []),
  ]
  return html`${progress({ value: rows.completed, most: rows.total, label: text })}
    <span dir="auto">${text}</span>
    ${notes.length === 0 ? '' : html`<small class="line">${notes.join(' · ')}</small>`}`
}

/** An estimate until the results are read. */
export function costOf(page: Context, batch: Batch) {
  if (batch.ingested_at !== null || batch.status === 'abandoned') return cost(page, batch.cost_usd)
  const { t } = page
  const about = t('about', { cost: page.formats.money(batch.estimated_cost_usd) })
  return html`<small title="${t('estimated')}">${about}</small>`
}
