import { html } from 'hono/html'
import { chart } from '../../../console/parts/figures/chart.ts'
import { statList } from '../../../console/parts/stat-list.ts'
import { icon } from '../../../console/icons.ts'
import type { Context, Costs, Sending } from './kit.ts'
import { original } from '../../../console/parts/original.ts'

/** US dollars; the exact amount is the title, as a single answer costs less than a cent. */
export function cost({ formats }: Context, usd: number) {
  return html`<span title="$${usd}">${formats.money(usd)}</span>`
}

/** The human name of an AI kind; its own name where there is none. */
export const kindName = ({ findText }: Context, kind: string): string =>
  findText(`kind_${kind}`) ?? kind

/** The numbers of the moment. */
export function figures(page: Context, sending: Sending, costs: Costs) {
  const { t, formats, now } = page
  const { waiting, budget, enqueued_tokens: tokens } = sending
  const oldest = waiting.oldest_due_at
  return statList([
    {
      label: t('waiting'),
      value: `${formats.number(waiting.tasks)}${waiting.is_capped ? '+' : ''}`,
      href: '/console/tasks?status=pending&task_type=ai_analysis',
      ...(oldest !== null && {
        aside: t('oldestSince', {
          time: formats.duration(now.getTime() - Date.parse(oldest)),
        }),
      }),
    },
    {
      label: t('atOpenAi'),
      value: formats.number(costs.under_way.batches),
      aside: t('rowsOf', { n: costs.under_way.rows }),
    },
    {
      label: t('today'),
      value: formats.money(budget.spent_usd),
      aside: t('ofLimit', { limit: formats.money(budget.daily_usd) }),
      title: `$${budget.spent_usd}`,
    },
    {
      label: t('tokensLeft'),
      value: formats.compact(tokens.left),
      title: t('tokensHint', {
        used: tokens.enqueued,
        limit: tokens.limit,
        model: sending.model,
      }),
    },
    {
      label: t('days30'),
      value: formats.money(costs.total.cost_usd),
      title: `$${costs.total.cost_usd}`,
    },
  ])
}

/** Whether gramd sends, in a sentence, with what helps when it does not. */
export function sendingState(page: Context, sending: Sending) {
  const { t } = page
  return html`<ul class="needs" aria-label="${t('sending')}">
    <li id="sending" data-state="${signOfSending(sending)}">
      ${icon(signOfSending(sending))}
      <div>
        <strong>${sentenceOf(page, sending)}</strong>
        ${sending.hold === null ? '' : holdDetail(page, sending.hold)}
      </div>
      ${
        sending.hold !== null && page.may('ai:write')
          ? html`<form method="post" action="/console/batches/resume" data-morph>
              <button>${t('resume')}</button>
            </form>`
          : ''
      }
    </li>
  </ul>`
}

function signOfSending({ sending, hold }: Sending) {
  if (hold !== null || sending === 'not_configured') return 'failed'
  return sending === 'send' || sending === 'gathering' ? 'done' : 'resting'
}

function sentenceOf({ findText }: Context, { sending, hold }: Sending): string {
  const known = hold && findText(`hold_${hold.code}`)
  if (known) return known.replace('{model}', hold.model)
  return findText(`sending_${sending}`) ?? sending
}

/** Shows what OpenAI says, and since when. */
const holdDetail = (page: Context, { message, since }: NonNullable<Sending['hold']>) =>
  html`${original(page, message)}
    <p>
      ${page.t('holdSince', {
        time: page.formats.absolute(new Date(since)),
      })}
    </p>`

const DAY_MS = 86_400_000

/** Each day of the costs, those without any included. */
export function spendChart(page: Context, { from, to, days }: Costs, limit: number) {
  const { t, formats } = page
  const spent = new Map<string, number>()
  for (const { day, batches, calls } of days)
    spent.set(day, (spent.get(day) ?? 0) + batches.cost_usd + calls.cost_usd)
  const count = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1
  const rows = Array.from({ length: count }, (_, place) => {
    const at = new Date(Date.parse(from) + place * DAY_MS)
    const day = at.toISOString().slice(0, 10)
    // The middle of the day has the same date in nearly every time zone.
    const noon = new Date(at.getTime() + DAY_MS / 2)
    return { at: noon, label: formats.day(day), values: [spent.get(day) ?? 0, limit] }
  })
  return chart(page, {
    id: 'spend',
    title: t('spendByDay'),
    kind: 'bars',
    series: [
      { label: t('spent'), tone: 'bar' },
      { label: t('limit'), tone: 'failed', isLimit: true },
    ],
    rows,
    write: (value) => formats.money(value),
  })
}

type Sum = { kind: string; model: string; rows: number; calls: number; tokens: number; usd: number }

/** Shows the costs of each kind of question with each model. */
export function costsByKind(page: Context, { days }: Costs) {
  const { t, formats } = page
  const sums = new Map<string, Sum>()
  for (const { kind, model, batches, calls } of days) {
    const key = `${kind} ${model}`
    const sum = sums.get(key) ?? { kind, model, rows: 0, calls: 0, tokens: 0, usd: 0 }
    sum.rows += batches.rows
    sum.calls += calls.count
    for (const each of [batches, calls]) {
      sum.tokens += each.input_tokens + each.output_tokens
      sum.usd += each.cost_usd
    }
    sums.set(key, sum)
  }
  const rows = [...sums.values()].toSorted((one, other) => other.usd - one.usd)
  const number = (value: number) =>
    html`<td class="number" title="${formats.number(value)}">${formats.compact(value)}</td>`
  return html`<section>
    <h2>${t('byKind')}</h2>
    ${
      rows.length === 0
        ? html`<p class="hint">${t('noCosts')}</p>`
        : html`<div class="scroll" tabindex="0" role="region" aria-label="${t('byKind')}">
            <table class="list plain">
              <thead>
                <tr>
                  <th>${t('kind')}</th>
                  <th>${t('model')}</th>
                  <th class="number">${t('batchRows')}</th>
                  <th class="number">${t('calls')}</th>
                  <th class="number">${t('tokens')}</th>
                  <th class="number">${t('cost')}</th>
                </tr>
              </thead>
              <tbody>
                ${rows.map(
                  (sum) =>
                    html`<tr>
                      <td>${kindName(page, sum.kind)}</td>
                      <td dir="auto">${sum.model}</td>
                      ${number(sum.rows)} ${number(sum.calls)} ${number(sum.tokens)}
                      <td class="number">${cost(page, sum.usd)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
  </section>`
}
