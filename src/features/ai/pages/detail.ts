import { html } from 'hono/html'
import { addressOf } from '../../../console/page.ts'
import { badge } from '../../../console/parts/badge.ts'
import { askFirst } from '../../../console/parts/forms/confirmation.ts'
import { pathByName } from '../../../console/parts/creator-link.ts'
import { details } from '../../../console/parts/details.ts'
import { pager } from '../../../console/parts/pager.ts'
import { timeline, type TimelineEvent } from '../../../console/parts/figures/timeline.ts'
import { layout } from '../../../console/layout.ts'
import { canCancel, isOpen, OUTCOMES, signOf, stateKey } from './batch.ts'
import { costOf, rowsDone } from './list.ts'
import { cost, kindName } from './money.ts'
import type { Batch, BatchRow, Context } from './kit.ts'
import { original } from '../../../console/parts/original.ts'

const pathOf = (id: string): string => `/console/batches/${id}`

export async function showBatch(page: Context): Promise<Response> {
  const { t } = page
  const id = page.param('id')
  const cursor = page.c.req.query('cursor')
  const [batch, rows] = await Promise.all([
    page.api.call('getBatch', { params: { id } }),
    page.api.call('listBatchRows', { params: { id }, query: { cursor, limit: 50 } }),
  ])
  const body = html`<div class="columns wide">
      <div>
        <p class="state">${badge(signOf(batch), t(stateKey(batch)))} ${sentence(page, batch)}</p>
        ${
          batch.error === null
            ? ''
            : html`<section class="error" aria-label="${t('is_failed')}">
                <code>${batch.error.code}</code>
                ${original(page, batch.error.message)}
              </section>`
        }
        ${timeline(page, t('timeline'), eventsOf(page, batch))} ${outcomes(page, batch)}
      </div>
      ${aside(page, batch)}
    </div>
    <section>
      <h2>${t('rowsTitle')}</h2>
      ${rows.data.length === 0 ? html`<p class="hint">${t('noRows')}</p>` : table(page, rows.data)}
      ${pager(page, pathOf(id), { cursor, next: rows.next_cursor, rows: rows.data.length })}
    </section>`
  const actions =
    canCancel(batch) && page.may('ai:write')
      ? html`<a class="button" href="${pathOf(id)}/cancel" data-dialog>${t('cancel')}</a>`
      : ''
  return page.c.html(
    await layout(page, { title: titleOf(page, batch), body, actions, isLive: true }),
  )
}

const titleOf = (page: Context, { created_at: at }: Batch): string =>
  page.t('batchTitle', {
    time: page.formats.absolute(new Date(at)),
  })

const sentence = ({ t, formats }: Context, { status, rows }: Batch): string =>
  t(`say_${status}`, {
    done: formats.number(rows.completed),
    total: formats.number(rows.total),
  })

/** Oldest first; what has no time has not happened. */
function eventsOf({ t }: Context, batch: Batch): TimelineEvent[] {
  const state = t(`is_${batch.status}`)
  const ended = t(batch.remote_id === null ? 'ev_ended_own' : 'ev_ended', { state })
  const all: { at: string | null; sign: TimelineEvent['sign']; text: string }[] = [
    { at: batch.created_at, sign: 'pending', text: t('ev_created') },
    { at: batch.sent_at, sign: 'running', text: t('ev_sent') },
    { at: batch.cancel_requested_at, sign: 'cancelled', text: t('ev_cancel') },
    { at: isOpen(batch) ? batch.polled_at : null, sign: 'running', text: t('ev_polled') },
    { at: batch.completed_at, sign: signOf(batch), text: ended },
    { at: batch.ingested_at, sign: 'done', text: t('ev_read') },
    { at: batch.files_deleted_at, sign: 'done', text: t('ev_deleted') },
  ]
  return all.flatMap(({ at, ...event }) => (at === null ? [] : [{ at, ...event }]))
}

function outcomes({ t, formats }: Context, { rows }: Batch) {
  const present = OUTCOMES.filter((each) => (rows.by_outcome[each] ?? 0) > 0)
  if (present.length === 0) return ''
  return html`<section>
    <h2>${t('outcomes')}</h2>
    <table class="list plain">
      <thead>
        <tr>
          <th>${t('outcome')}</th>
          <th class="number">${t('rows')}</th>
        </tr>
      </thead>
      <tbody>
        ${present.map(
          (each) =>
            html`<tr>
              <td>${badge(signOfOutcome(each), t(`out_${each}`))}</td>
              <td class="number">${formats.number(rows.by_outcome[each] ?? 0)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}

function signOfOutcome(outcome: BatchRow['outcome']) {
  if (outcome === null) return 'running'
  if (outcome === 'success') return 'done'
  if (outcome === 'refusal' || outcome === 'content_filter') return 'cancelled'
  return outcome === 'invalid' || outcome === 'row_error' ? 'failed' : 'pending'
}

function aside(page: Context, batch: Batch) {
  const { t, formats } = page
  const isRead = batch.ingested_at !== null
  const tokens = (value: number) =>
    isRead ? formats.number(value) : html`<span title="${t('notRead')}">–</span>`
  const age = formats.duration(batch.age_seconds * 1_000)
  return details([
    [t('kind'), kindName(page, batch.kind)],
    [t('model'), batch.model],
    [t('rows'), rowsDone(page, batch)],
    [t('cost'), costOf(page, batch)],
    [t('inputTokens'), tokens(batch.tokens.input)],
    [t('outputTokens'), tokens(batch.tokens.output)],
    [t(isOpen(batch) ? 'age' : 'took'), age],
    [t('prompt'), batch.prompt_version ?? '–'],
    [t('remote'), batch.remote_id === null ? '–' : html`<code>${batch.remote_id}</code>`],
  ])
}

function table(page: Context, rows: readonly BatchRow[]) {
  const { t, formats } = page
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${t('outcome')}</th>
        <th>${t('task')}</th>
        <th>${t('creator')}</th>
        <th class="number">${t('tokens')}</th>
        <th class="number">${t('cost')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(({ task_id: task, username, outcome, ...spent }) => {
        const sum = spent.input_tokens + spent.output_tokens
        return html`<tr id="row-${task}">
          <td>${badge(signOfOutcome(outcome), t(`out_${outcome ?? 'open'}`))}</td>
          <td>
            ${
              page.may('tasks:read')
                ? html`<a class="name" href="/console/tasks/${task}" dir="auto">${task}</a>`
                : task
            }
          </td>
          <td>
            ${
              username === null
                ? html`<small class="none">–</small>`
                : html`<a href="${addressOf(pathByName(username))}" dir="auto">@${username}</a>`
            }
          </td>
          <td class="number" title="${outcome === null ? t('notRead') : formats.number(sum)}">
            ${outcome === null ? '–' : formats.compact(sum)}
          </td>
          <td class="number wide-only">${outcome === null ? '–' : cost(page, spent.cost_usd)}</td>
        </tr>`
      })}
    </tbody>
  </table>`
}

/** Shows the effects of a cancellation, before the button that asks for it. */
export async function showCancel(page: Context): Promise<Response> {
  const { t } = page
  const id = page.param('id')
  const batch = await page.api.call('getBatch', { params: { id } })
  return await askFirst(page, {
    title: t('cancelTitle'),
    body: html`<p>${t('cancelRows', { n: batch.rows.total })}</p>
      <p>${t('cancelPaid')}</p>`,
    action: `${pathOf(id)}/cancel`,
    submit: t('cancel'),
    hidden: {},
    back: `/batches/${id}`,
  })
}
