import { html } from 'hono/html'
import { ownAddress } from '../../../console/page.ts'
import { metricValue, type MetricName } from '../../../console/parts/figures/metric.ts'
import { preview } from './files.ts'
import { syncState } from './sync.ts'
import type { Account, Binding, Context, Media } from './kit.ts'

const METRICS = [
  'views',
  'reach',
  'retention',
  'likes',
  'comments',
  'saves',
  'shares',
] as const satisfies readonly MetricName[]

type Beside = { account: Account | undefined; bound: readonly Binding[] }

/** Posts with their newest numbers. */
export function table(page: Context, rows: readonly Media[], beside: Beside) {
  const { t } = page
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('title')}">
    <table class="list plain stacked reels">
      <thead>
        <tr>
          <th>${t('post')}</th>
          <th>${t('sync')}</th>
          ${METRICS.map((metric) => html`<th class="number">${t(`metric.metric_${metric}`)}</th>`)}
          <th>${t('version')}</th>
          <td></td>
        </tr>
      </thead>
      <tbody>
        ${rows.map((media) => row(page, media, beside))}
      </tbody>
    </table>
  </div>`
}

function row(page: Context, media: Media, { account, bound }: Beside) {
  const { t } = page
  const { id, type, caption, metrics } = media
  const day = page.formats.date(new Date(media.published_at))
  const why = t(media.collected_at === null ? 'why_not_read_yet' : 'why_not_sent')
  return html`<tr id="post-${id}">
    <td class="post">
      <div class="with-picture">
        ${preview(media, 40)}
        <div>
          <a class="name" href="/console/reels/${id}" dir="auto">${caption ?? t('noCaption')}</a>
          <small>${t(`is_${type}`)} · ${day}</small>
        </div>
      </div>
    </td>
    <td class="sync">${syncState(page, media, account)}</td>
    ${METRICS.map(
      (metric) =>
        html`<td class="number" data-label="${t(`metric.metric_${metric}`)}">
          ${metricValue(page, metric, metrics[metric] ?? null, why)}
        </td>`,
    )}
    <td>${version(page, media, bound)}</td>
    <td class="acts">${page.may('own:write') && account ? refreshForm(page, id, day) : ''}</td>
  </tr>`
}

function version(page: Context, { id, published_at: at }: Media, bound: readonly Binding[]) {
  const { t } = page
  const found = bound.find((each) => each.mediaId === id)
  if (found)
    return html`<a href="/console/projects/${found.projectId}#v${found.number}"
      >v${found.number} · ${found.project}</a
    >`
  if (!page.may('own:write')) return '–'
  const day = page.formats.date(new Date(at))
  return html`<a href="/console/reels/${id}/bind" data-dialog aria-label="${t('bindPost', { day })}"
    >${t('bindShort')}</a
  >`
}

function refreshForm(page: Context, id: string, day: string) {
  const { t } = page
  return html`<form method="post" action="/console/reels/${id}/sync" data-morph>
    <input type="hidden" name="back" value="${ownAddress(page)}" />
    <button aria-label="${t('refreshPost', { day })}">${t('refreshShort')}</button>
  </form>`
}
