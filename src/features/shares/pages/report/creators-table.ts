import { html } from 'hono/html'
import { languageName } from '../../../../console/parts/language-name.ts'
import { cityIn } from '../../../../places/cities.ts'
import type { CreatorRead } from './creator-read.ts'
import { face } from './creator-sheet.ts'
import type { Report } from './report.ts'

/** Usernames with the best value of each metric, by its name in the API. */
export type Best = ReadonlyMap<string, readonly string[]>

/** Creators line by line, with what a buyer asks first. */
export function creatorsTable(
  report: Report,
  rows: readonly CreatorRead[],
  { best = new Map() }: { best?: Best } = {},
) {
  const { t } = report
  const hasPrices = rows.some(({ price }) => price !== null)
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('factCreators')}">
    <table class="list plain report-table">
      <thead>
        <tr>
          <th>${t('creatorHead')}</th>
          <th>${t('cityHead')}</th>
          <th class="number">${t('followersHead')}</th>
          <th class="number">${t('erHead')}</th>
          <th class="number">${t('viewsHead')}</th>
          <th class="number">${t('growthHead')}</th>
          ${hasPrices ? html`<th class="number">${t('priceHead')}</th>` : ''}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => line(report, row, { best, hasPrices }))}
      </tbody>
    </table>
  </div>`
}

const NOTHING = html`<small>–</small>`

function line(
  report: Report,
  { creator, price }: CreatorRead,
  { best, hasPrices }: { best: Best; hasPrices: boolean },
) {
  const { t, formats, language } = report
  const { username } = creator
  const cell = (metric: string, value: number | null, write: (value: number) => string) => {
    const text = value === null ? NOTHING : write(value)
    return best.get(metric)?.includes(username) ? html`<b>${text}</b>` : text
  }
  const speaks = creator.languages.map((code) => languageName(language, code)).join(', ')
  const n = creator.er_percentile
  return html`<tr>
    <td>
      <span class="person"
        >${face(report, { hash: creator.avatar_hash, name: username, size: 26 })}
        <span
          ><b dir="auto">${creator.full_name ?? `@${username}`}</b>
          <small><bdi>@${username}</bdi></small></span
        ></span
      >
    </td>
    <td>${cityIn(language, creator) ?? NOTHING} <small>${speaks}</small></td>
    <td class="number">
      ${creator.follower_count === null ? NOTHING : formats.number(creator.follower_count)}
    </td>
    <td class="number">
      ${cell('er_by_followers', creator.er, formats.percent)}
      ${n === null || creator.er === null ? '' : html`<small>${t('creator.ofTier', { n })}</small>`}
    </td>
    <td class="number">
      ${cell('view_rate_of_reels_by_followers', creator.view_rate_by_followers, formats.precise)}
    </td>
    <td class="number">
      ${cell('follower_growth_in_30_days', creator.follower_growth_30_days, formats.percent)}
    </td>
    ${
      hasPrices
        ? html`<td class="number">
            ${price === null ? NOTHING : formats.amount(price.price, price.currency)}
          </td>`
        : ''
    }
  </tr>`
}
