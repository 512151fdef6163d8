import { html } from 'hono/html'
import { ownAddress, type Page } from '../../page.ts'
import { sayIn } from '../../words.ts'
import { metricValue, type MetricName } from '../../parts/metric.ts'
import { metricMessages } from '../../words/metrics.ts'
import type { Account, Binding, Media } from './data.ts'
import { preview } from './files.ts'
import { syncState } from './sync.ts'
import { reelsWords } from './words.ts'

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
export function table(page: Page, rows: readonly Media[], beside: Beside) {
  const say = sayIn(page.language, reelsWords)
  const sayMetric = sayIn(page.language, metricMessages)
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${say('title')}">
    <table class="list plain reels">
      <thead>
        <tr>
          <th>${say('post')}</th>
          <th>${say('sync')}</th>
          ${METRICS.map((metric) => html`<th class="number">${sayMetric(`metric_${metric}`)}</th>`)}
          <th>${say('version')}</th>
          <td></td>
        </tr>
      </thead>
      <tbody>
        ${rows.map((media) => row(page, media, beside))}
      </tbody>
    </table>
  </div>`
}

function row(page: Page, media: Media, { account, bound }: Beside) {
  const say = sayIn(page.language, reelsWords)
  const { id, type, caption, metrics } = media
  const day = page.formats.date(new Date(media.published_at))
  const why = say(media.collected_at === null ? 'why_not_read_yet' : 'why_not_told')
  return html`<tr id="post-${id}">
    <td class="post">
      <div class="with-picture">
        ${preview(media, 40)}
        <div>
          <a class="name" href="/console/reels/${id}">${caption ?? say('noCaption')}</a>
          <small>${say(`is_${type}`)} · ${day}</small>
        </div>
      </div>
    </td>
    <td class="sync">${syncState(page, media, account)}</td>
    ${METRICS.map(
      (metric) =>
        html`<td class="number">${metricValue(page, metric, metrics[metric] ?? null, why)}</td>`,
    )}
    <td>${version(page, media, bound)}</td>
    <td class="acts">${page.may('own:write') && account ? refreshForm(page, id, day) : ''}</td>
  </tr>`
}

function version(page: Page, { id, published_at: at }: Media, bound: readonly Binding[]) {
  const say = sayIn(page.language, reelsWords)
  const found = bound.find((each) => each.media_id === id)
  if (found)
    return html`<a href="/console/projects/${found.project_id}#v${found.number}"
      >v${found.number} · ${found.project}</a
    >`
  if (!page.may('own:write')) return '–'
  const day = page.formats.date(new Date(at))
  return html`<a
    href="/console/reels/${id}/bind"
    data-dialog
    aria-label="${say('bindPost', { day })}"
    >${say('bindShort')}</a
  >`
}

function refreshForm(page: Page, id: string, day: string) {
  const say = sayIn(page.language, reelsWords)
  return html`<form method="post" action="/console/reels/${id}/sync" data-morph>
    <input type="hidden" name="back" value="${ownAddress(page)}" />
    <button aria-label="${say('refreshPost', { day })}">${say('refresh')}</button>
  </form>`
}
