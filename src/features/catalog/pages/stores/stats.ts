import { html } from 'hono/html'
import { statList } from '../../../../console/parts/stat-list.ts'
import { meter } from '../../../../console/parts/figures/meter.ts'
import { tabs } from '../../../../console/parts/tabs.ts'
import { layout } from '../../../../console/layout.ts'
import { loadStore, type Context, type Stats } from './kit.ts'

const PERIODS = [7, 30, 90, 365]

/** `GET /stores/:id/stats`: what became of drafts, how right the model was, and what it cost. */
export async function showStats(page: Context): Promise<Response> {
  const { t } = page
  const id = page.param('id')
  const period = Number(page.c.req.query('days'))
  const days = PERIODS.includes(period) ? period : 90
  const [{ name }, stats] = await Promise.all([
    loadStore(page),
    page.api.call('getStoreStats', { params: { id }, query: { days: String(days) } }),
  ])
  const periods = PERIODS.map((each) => ({
    label: t('lastDays', { n: each }),
    href: `/console/stores/${encodeURIComponent(id)}/stats?days=${each}`,
    isCurrent: each === days,
  }))
  const body = html`${tabs(t('period'), periods)} ${numbers(page, stats)}
    <section>
      <h2>${t('byField')}</h2>
      <p class="hint">${t('byFieldHint')}</p>
      ${stats.approved === stats.approved_by_store ? html`<p>${t('nothingApproved')}</p>` : fieldTable(page, stats)}
    </section>`
  return page.c.html(await layout(page, { title: t('statsTitle', { name }), body }))
}

function numbers({ t, formats }: Context, stats: Stats) {
  const share = (value: number | null) => (value === null ? '–' : formats.percent(value))
  const number = (value: number | null) =>
    value === null ? '–' : formats.number(Math.round(value * 10) / 10)
  const seconds = (value: number | null) => (value === null ? '–' : formats.duration(value * 1_000))
  const { post_to_draft_seconds: toDraft, draft_to_approval_seconds: toApproval } = stats
  return statList([
    { label: t('pending'), value: formats.number(stats.pending) },
    {
      label: t('approvedCount'),
      value: formats.number(stats.approved),
      aside: t('byStore', { n: stats.approved_by_store }),
    },
    { label: t('rejectedCount'), value: formats.number(stats.rejected) },
    { label: t('expiredCount'), value: formats.number(stats.expired) },
    {
      label: t('stats.approvalRate'),
      value: share(stats.approval_rate),
      title: t('stats.approvalRateHint'),
    },
    {
      label: t('accuracy'),
      value: stats.accuracy === null ? '–' : formats.percent(stats.accuracy),
      title: t('accuracyHint'),
    },
    {
      label: t('postToDraft'),
      value: seconds(toDraft.median),
      aside: `p95 ${seconds(toDraft.p95)}`,
    },
    {
      label: t('draftToApproval'),
      value: seconds(toApproval.median),
      aside: `p95 ${seconds(toApproval.p95)}`,
    },
    {
      label: t('costPerProduct'),
      value: stats.cost_per_product_usd === null ? '–' : formats.money(stats.cost_per_product_usd),
      aside: formats.money(stats.cost_usd),
    },
    {
      label: t('stats.syncRate'),
      value: share(stats.sync_success_rate),
      aside: t('stats.ofSyncs', { n: stats.syncs }),
    },
    { label: t('stats.errors'), value: number(stats.errors_per_1000_posts) },
    { label: t('stats.calls'), value: number(stats.api_calls_per_day) },
  ])
}

function fieldTable({ t, formats }: Context, { fields, ...stats }: Stats) {
  const approved = stats.approved - stats.approved_by_store
  return html`<table class="list plain">
    <thead>
      <tr>
        <th>${t('field')}</th>
        <th class="number">${t('corrected')}</th>
        <th>${t('accuracy')}</th>
      </tr>
    </thead>
    <tbody>
      ${fields.map(({ field, edited, accuracy }) => {
        const label = t(`product.field_${field}`)
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
