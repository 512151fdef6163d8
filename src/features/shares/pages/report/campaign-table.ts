import { html } from 'hono/html'
import type { CampaignCreator, Results } from './campaign-read.ts'
import { formatsOf, toCome } from './campaign-sheet.ts'
import { face } from './creator-sheet.ts'
import type { Report } from './report.ts'

const BAR = 84

/** All creators line by line, with a bar for views, and the totals. */
export function campaignTable(report: Report, { creators, totals }: Results) {
  const { t, formats, share } = report
  const most = Math.max(1, ...creators.map(({ views }) => views ?? 0))
  const hasPrices = share.show_prices
  const cost = (amount: string | null, currency: string | null) =>
    hasPrices
      ? html`<td class="number">
          ${amount === null || currency === null ? NOTHING : formats.amount(amount, currency)}
        </td>`
      : ''
  return html`<section>
    <h2>${t('campAll')}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${t('campAll')}">
      <table class="list plain report-table">
        <thead>
          <tr>
            <th>${t('creatorHead')}</th>
            <th>${t('campPublishedHead')}</th>
            <th class="number">${t('campViews')}</th>
            <th class="number">${t('campReactions')}</th>
            ${hasPrices ? html`<th class="number">${t('campCost')}</th>` : ''}
          </tr>
        </thead>
        <tbody>
          ${creators.map(
            (creator) =>
              html`<tr>
                <td>${person(report, creator)}</td>
                <td class="did">${didText(report, creator)}</td>
                <td class="number">${views(report, creator.views, most)}</td>
                <td class="number">${count(report, creator.reactions)}</td>
                ${cost(creator.price_so_far, creator.currency)}
              </tr>`,
          )}
        </tbody>
        <tfoot>
          <tr>
            <td><b>${t('campTotal')}</b></td>
            <td><b>${formats.number(totals.published)}</b></td>
            <td class="number"><b>${formats.number(totals.views)}</b></td>
            <td class="number"><b>${formats.number(totals.reactions)}</b></td>
            ${cost(totals.agreed_published, totals.currency)}
          </tr>
        </tfoot>
      </table>
    </div>
  </section>`
}

const NOTHING = html`<small>–</small>`

const count = ({ formats }: Report, value: number | null) =>
  value === null ? NOTHING : formats.number(value)

const views = (report: Report, value: number | null, most: number) =>
  html`${
    value === null || value === 0
      ? ''
      : html`<svg class="fig" width="${BAR}" height="8" aria-hidden="true">
          <rect
            class="fig-bar"
            width="${Math.max(1, Math.round((BAR * value) / most))}"
            height="8"
            rx="2"
          />
        </svg>`
  }
  ${count(report, value)}`

const person = (report: Report, { blog }: CampaignCreator) =>
  html`<span class="person"
    >${face(report, { hash: blog.avatar_hash, name: blog.username, size: 26 })}
    <span
      ><b dir="auto">${blog.full_name ?? `@${blog.username}`}</b>
      <small><bdi>@${blog.username}</bdi></small></span
    ></span
  >`

/** Names what was published; of a creator without anything, what was promised. */
function didText(report: Report, creator: CampaignCreator): string {
  const { t, formats } = report
  const gone = creator.results.flatMap(({ gone_since: since }) => since ?? [])
  const due = creator.promised?.due_at ?? null
  if (creator.results.length === 0) {
    const wanted = toCome(report, creator)
    const what = wanted === '' ? '' : `${wanted}, `
    if (creator.state === 'due' && due !== null)
      return `${what}${t('campDue', { day: formats.dayMonth(new Date(due)) })}`
    return `${what}${t('campNotSeen')}`
  }
  const day = gone[0] === undefined ? '' : formats.dayMonth(new Date(gone[0]))
  return `${formatsOf(report, creator.results)}${day === '' ? '' : `, ${t('campGoneSince', { day })}`}`
}
