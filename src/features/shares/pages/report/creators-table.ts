import { html } from 'hono/html'
import { languageName } from '../../../../console/parts/language-name.ts'
import { placeAmong } from '../../../../console/parts/figures/place.ts'
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
  const columns = columnsOf(report, rows)
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('factCreators')}">
    <table class="list plain report-table">
      <thead>
        <tr>
          <th>${t('creatorHead')}</th>
          ${columns.city ? html`<th>${t('cityHead')}</th>` : ''}
          <th class="number">${t('followersHead')}</th>
          <th class="number">${t('erHead')}</th>
          ${columns.views ? html`<th class="number">${t('viewsHead')}</th>` : ''}
          ${columns.growth ? html`<th class="number">${t('growthHead')}</th>` : ''}
          ${columns.prices ? html`<th class="number">${t('priceHead')}</th>` : ''}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => line(report, row, { best, columns }))}
      </tbody>
    </table>
  </div>`
}

const NOTHING = html`<small>–</small>`

type Columns = Readonly<Record<'city' | 'views' | 'growth' | 'prices', boolean>>

/** A column in which no creator has a value says nothing, and takes the room of others. */
const columnsOf = ({ language }: Report, rows: readonly CreatorRead[]): Columns => ({
  city: rows.some(
    ({ creator }) => cityIn(language, creator) !== null || creator.languages.length > 0,
  ),
  views: rows.some(({ creator }) => creator.view_rate_by_followers !== null),
  growth: rows.some(({ creator }) => creator.follower_growth_30_days !== null),
  prices: rows.some(({ price }) => price !== null),
})

function line(
  report: Report,
  { creator, price }: CreatorRead,
  { best, columns }: { best: Best; columns: Columns },
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
    ${columns.city ? html`<td>${cityIn(language, creator) ?? NOTHING} <small>${speaks}</small></td>` : ''}
    <td class="number">
      ${creator.follower_count === null ? NOTHING : formats.number(creator.follower_count)}
    </td>
    <td class="number">
      ${cell('er_by_followers', creator.er, formats.percent)}
      ${n === null || creator.er === null ? '' : placeAmong(n, t('creator.ofTier', { n }))}
    </td>
    ${
      columns.views
        ? html`<td class="number">
            ${cell('view_rate_of_reels_by_followers', creator.view_rate_by_followers, formats.precise)}
          </td>`
        : ''
    }
    ${
      columns.growth
        ? html`<td class="number">
            ${cell('follower_growth_in_30_days', creator.follower_growth_30_days, formats.percent)}
          </td>`
        : ''
    }
    ${
      columns.prices
        ? html`<td class="number">
            ${price === null ? NOTHING : formats.amount(price.price, price.currency)}
          </td>`
        : ''
    }
  </tr>`
}
