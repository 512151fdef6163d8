import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { facts } from '../../parts/facts.ts'
import { meter } from '../../parts/meter.ts'
import { tabs } from '../../parts/tabs.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { Stats, Store } from './data.ts'
import { storeId } from './edit.ts'
import { statsWords } from './stats-words.ts'
import { productFieldWords } from '../../words/product-fields.ts'
import { storesWords } from './words.ts'

const PERIODS = [7, 30, 90, 365]

/** `GET /stores/:id/stats`: what became of drafts, how right the model was, and what it cost. */
export async function showStats(page: Page): Promise<Response> {
  const say = sayIn(page.language, storesWords)
  const id = storeId(page)
  const asked = Number(page.c.req.query('days'))
  const days = PERIODS.includes(asked) ? asked : 90
  const [{ name }, stats] = await Promise.all([
    page.ask(`GET /api/stores/${id}`, Store),
    page.ask(`GET /api/stores/${id}/stats`, Stats, { query: { days: String(days) } }),
  ])
  const periods = PERIODS.map((each) => ({
    label: say('lastDays', { n: each }),
    href: `/console/stores/${id}/stats?days=${each}`,
    isCurrent: each === days,
  }))
  const body = html`${tabs(say('period'), periods)} ${numbers(page, stats)}
    <section>
      <h2>${say('byField')}</h2>
      <p class="hint">${say('byFieldHint')}</p>
      ${stats.approved === stats.approved_by_store ? html`<p>${say('nothingApproved')}</p>` : fieldTable(page, stats)}
    </section>`
  return page.c.html(await shell(page, { title: say('statsTitle', { name }), body }))
}

function numbers({ language, formats }: Page, stats: Stats) {
  const say = sayIn(language, storesWords)
  const sayStats = sayIn(language, statsWords)
  const share = (value: number | null) => (value === null ? '–' : formats.percent(value))
  const number = (value: number | null) =>
    value === null ? '–' : formats.number(Math.round(value * 10) / 10)
  const seconds = (value: number | null) => (value === null ? '–' : formats.duration(value * 1_000))
  const { post_to_draft_seconds: toDraft, draft_to_approval_seconds: toApproval } = stats
  return facts([
    { label: say('pending'), value: formats.number(stats.pending) },
    {
      label: say('approvedCount'),
      value: formats.number(stats.approved),
      aside: say('byStore', { n: stats.approved_by_store }),
    },
    { label: say('rejectedCount'), value: formats.number(stats.rejected) },
    { label: say('expiredCount'), value: formats.number(stats.expired) },
    {
      label: sayStats('approvalRate'),
      value: share(stats.approval_rate),
      title: sayStats('approvalRateHint'),
    },
    {
      label: say('accuracy'),
      value: stats.accuracy === null ? '–' : formats.percent(stats.accuracy),
      title: say('accuracyHint'),
    },
    {
      label: say('postToDraft'),
      value: seconds(toDraft.median),
      aside: `p95 ${seconds(toDraft.p95)}`,
    },
    {
      label: say('draftToApproval'),
      value: seconds(toApproval.median),
      aside: `p95 ${seconds(toApproval.p95)}`,
    },
    {
      label: say('costPerProduct'),
      value: stats.cost_per_product_usd === null ? '–' : formats.money(stats.cost_per_product_usd),
      aside: formats.money(stats.cost_usd),
    },
    {
      label: sayStats('syncRate'),
      value: share(stats.sync_success_rate),
      aside: sayStats('ofSyncs', { n: stats.syncs }),
    },
    { label: sayStats('errors'), value: number(stats.errors_per_1000_posts) },
    { label: sayStats('calls'), value: number(stats.api_calls_per_day) },
  ])
}

function fieldTable({ language, formats }: Page, { fields, ...stats }: Stats) {
  const approved = stats.approved - stats.approved_by_store
  const say = sayIn(language, storesWords)
  return html`<table class="list plain">
    <thead>
      <tr>
        <th>${say('field')}</th>
        <th class="number">${say('corrected')}</th>
        <th>${say('accuracy')}</th>
      </tr>
    </thead>
    <tbody>
      ${fields.map(({ field, edited, accuracy }) => {
        const label = sayIn(language, productFieldWords)(`field_${field}`)
        return html`<tr>
          <td>${label}</td>
          <td class="number">${formats.number(edited)}</td>
          <td>
            ${meter({ value: approved - edited, most: approved, label })}
            ${accuracy === null ? '–' : formats.percent(accuracy)}
          </td>
        </tr>`
      })}
    </tbody>
  </table>`
}
