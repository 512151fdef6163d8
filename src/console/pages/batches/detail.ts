import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { addressOf, type Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { pathByName } from '../../parts/creator-link.ts'
import { details } from '../../parts/details.ts'
import { pager } from '../../parts/pager.ts'
import { timeline, type TimelineEvent } from '../../parts/timeline.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { Batch, BatchRow, canCancel, isOpen, OUTCOMES, signOf } from './batch.ts'
import { costOf, rowsDone } from './list.ts'
import { cost, kindName } from './money.ts'
import { batchesWords } from './words.ts'

const Rows = z.object({ data: z.array(BatchRow), next_cursor: z.string().nullable() })

const pathOf = (id: string): string => `/console/batches/${id}`

export async function showBatch(page: Page): Promise<Response> {
  const say = sayIn(page.language, batchesWords)
  const id = page.c.req.param('id') ?? ''
  const cursor = page.c.req.query('cursor')
  const [batch, rows] = await Promise.all([
    page.ask(`GET /api/batches/${id}`, Batch),
    page.ask(`GET /api/batches/${id}/rows`, Rows, { query: { cursor, limit: 50 } }),
  ])
  const body = html`<div class="columns wide">
      <div>
        <p class="state">
          ${badge(signOf(batch), say(`is_${batch.status}`))} ${sentence(page, batch)}
        </p>
        ${
          batch.error === null
            ? ''
            : html`<section class="error" aria-label="${say('is_failed')}">
                <code>${batch.error.code}</code>
                <p lang="en">${batch.error.message}</p>
              </section>`
        }
        ${timeline(page, say('timeline'), eventsOf(page, batch))} ${outcomes(page, batch)}
      </div>
      ${aside(page, batch)}
    </div>
    <section>
      <h2>${say('rowsTitle')}</h2>
      ${rows.data.length === 0 ? html`<p class="hint">${say('noRows')}</p>` : table(page, rows.data)}
      ${pager(page, pathOf(id), { cursor, next: rows.next_cursor })}
    </section>`
  const actions =
    canCancel(batch) && page.may('ai:write')
      ? html`<a class="button" href="${pathOf(id)}/cancel" data-dialog>${say('cancel')}</a>`
      : ''
  return page.c.html(
    await shell(page, { title: titleOf(page, batch), body, actions, isLive: true }),
  )
}

const titleOf = (page: Page, { created_at: at }: Batch): string =>
  sayIn(page.language, batchesWords)('batchTitle', {
    time: page.formats.absolute(new Date(at)),
  })

const sentence = ({ language, formats }: Page, { status, rows }: Batch): string =>
  sayIn(language, batchesWords)(`say_${status}`, {
    done: formats.number(rows.completed),
    total: formats.number(rows.total),
  })

/** Oldest first; what has no time has not happened. */
function eventsOf({ language }: Page, batch: Batch): TimelineEvent[] {
  const say = sayIn(language, batchesWords)
  const state = say(`is_${batch.status}`)
  const ended = say(batch.remote_id === null ? 'ev_ended_own' : 'ev_ended', { state })
  const all: { at: string | null; sign: TimelineEvent['sign']; text: string }[] = [
    { at: batch.created_at, sign: 'pending', text: say('ev_created') },
    { at: batch.sent_at, sign: 'running', text: say('ev_sent') },
    { at: batch.cancel_requested_at, sign: 'cancelled', text: say('ev_cancel') },
    { at: isOpen(batch) ? batch.polled_at : null, sign: 'running', text: say('ev_polled') },
    { at: batch.completed_at, sign: signOf(batch), text: ended },
    { at: batch.ingested_at, sign: 'done', text: say('ev_read') },
    { at: batch.files_deleted_at, sign: 'done', text: say('ev_deleted') },
  ]
  return all.flatMap(({ at, ...event }) => (at === null ? [] : [{ at, ...event }]))
}

function outcomes({ formats, language }: Page, { rows }: Batch) {
  const say = sayIn(language, batchesWords)
  const present = OUTCOMES.filter((each) => (rows.by_outcome[each] ?? 0) > 0)
  if (present.length === 0) return ''
  return html`<section>
    <h2>${say('outcomes')}</h2>
    <table class="list plain">
      <thead>
        <tr>
          <th>${say('outcome')}</th>
          <th class="number">${say('rows')}</th>
        </tr>
      </thead>
      <tbody>
        ${present.map(
          (each) =>
            html`<tr>
              <td>${badge(signOfOutcome(each), say(`out_${each}`))}</td>
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

function aside(page: Page, batch: Batch) {
  const { formats, language } = page
  const say = sayIn(language, batchesWords)
  const isRead = batch.ingested_at !== null
  const tokens = (value: number) =>
    isRead ? formats.number(value) : html`<span title="${say('notRead')}">–</span>`
  const age = formats.duration(batch.age_seconds * 1_000)
  return details([
    [say('kind'), kindName(page, batch.kind)],
    [say('model'), batch.model],
    [say('rows'), rowsDone(page, batch)],
    [say('cost'), costOf(page, batch)],
    [say('inputTokens'), tokens(batch.tokens.input)],
    [say('outputTokens'), tokens(batch.tokens.output)],
    [say(isOpen(batch) ? 'age' : 'took'), age],
    [say('prompt'), batch.prompt_version ?? '–'],
    [say('remote'), batch.remote_id === null ? '–' : html`<code>${batch.remote_id}</code>`],
  ])
}

function table(page: Page, rows: readonly BatchRow[]) {
  const { formats, language } = page
  const say = sayIn(language, batchesWords)
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${say('outcome')}</th>
        <th>${say('task')}</th>
        <th>${say('creator')}</th>
        <th class="number">${say('tokens')}</th>
        <th class="number">${say('cost')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(({ task_id: task, username, outcome, ...spent }) => {
        const sum = spent.input_tokens + spent.output_tokens
        return html`<tr id="row-${task}">
          <td>${badge(signOfOutcome(outcome), say(`out_${outcome ?? 'open'}`))}</td>
          <td>
            ${
              page.may('tasks:read')
                ? html`<a class="name" href="/console/tasks/${task}">${task}</a>`
                : task
            }
          </td>
          <td>
            ${
              username === null
                ? html`<small class="none">–</small>`
                : html`<a href="${addressOf(pathByName(username))}">@${username}</a>`
            }
          </td>
          <td class="number" title="${outcome === null ? say('notRead') : formats.number(sum)}">
            ${outcome === null ? '–' : formats.compact(sum)}
          </td>
          <td class="number wide-only">${outcome === null ? '–' : cost(page, spent.cost_usd)}</td>
        </tr>`
      })}
    </tbody>
  </table>`
}

/** What follows from a cancellation, before the button that asks for it. */
export async function showCancel(page: Page): Promise<Response> {
  const say = sayIn(page.language, batchesWords)
  const id = page.c.req.param('id') ?? ''
  const batch = await page.ask(`GET /api/batches/${id}`, Batch)
  return await askFirst(page, {
    title: say('cancelTitle'),
    body: html`<p>${say('cancelRows', { n: batch.rows.total })}</p>
      <p>${say('cancelPaid')}</p>`,
    action: `${pathOf(id)}/cancel`,
    submit: say('cancel'),
    hidden: {},
    back: `/batches/${id}`,
  })
}
