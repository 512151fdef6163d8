import { readCreator, readCreators, type Price } from './creator-read.ts'
import { creatorSheet } from './creator-sheet.ts'
import { creatorsTable } from './creators-table.ts'
import { showEnded, showSheets } from './frame.ts'
import type { Report } from './report.ts'
import { html } from 'hono/html'

/** How sure a price is: one that was agreed or paid counts before one that was only named. */
const RANKS = ['published', 'agreed', 'contacted', 'candidate']
const LISTS = 20

/** The price of the list in which the team is furthest, if the sender shows prices. */
async function priceOf({ api, share }: Report, id: string): Promise<Price | null> {
  if (!share.show_prices) return null
  const { data } = await api.call('listListsOfBlog', { params: { id }, query: { limit: LISTS } })
  const [best] = data
    .filter(({ status }) => RANKS.includes(status))
    .flatMap(({ price, currency, status }) =>
      price === null || currency === null ? [] : [{ price, currency, status }],
    )
    .toSorted((a, b) => RANKS.indexOf(a.status) - RANKS.indexOf(b.status))
  return best === undefined ? null : { price: best.price, currency: best.currency }
}

/** A report about one creator. */
export async function showCreator(report: Report): Promise<Response> {
  const [id] = report.creators
  if (id === undefined) return await showEnded(report, null)
  const read = await readCreator(report, id, await priceOf(report, id))
  const sheet = creatorSheet(report, read, report.t('forCreator'))
  return await showSheets(report, `@${read.creator.username}`, [sheet])
}

/** Metrics of which the comparison names the best, with their sentence. */
const CONTESTS = [
  ['er_by_followers', 'bestEr', 'percent'],
  ['view_rate_of_reels_by_followers', 'bestViews', 'precise'],
  ['engagement_spread_by_median', 'bestSteady', null],
  ['follower_growth_in_30_days', 'bestGrowth', 'percent'],
] as const

/** A report that compares creators: first who is best at what, then a page about each. */
export async function showComparison(report: Report): Promise<Response> {
  const { t, formats, api, creators: ids } = report
  if (ids.length === 0) return await showEnded(report, null)
  const { metrics } = await api.call('compareBlogs', { query: { ids: ids.join(',') } })
  const priced = await Promise.all(
    ids.map(async (id) => ({ id, price: await priceOf(report, id) })),
  )
  const rows = await readCreators(report, priced)
  const byName = new Map(metrics.map((each) => [each.metric, each]))
  const sentences = CONTESTS.flatMap(([metric, key, format]) => {
    const found = byName.get(metric)
    const names = found?.best.map((name) => `@${name}`).join(', ') ?? ''
    const value = found?.better === 'lower' ? found.lowest : found?.highest
    if (names === '' || value === null || value === undefined) return []
    return format === null
      ? [t(key, { names })]
      : [t(key, { names, value: formats[format](value) })]
  })
  const best = new Map(metrics.map((each) => [each.metric, each.best]))
  const title = t('compareTitle', { n: rows.length })
  const about = t('forComparison')
  const first = {
    about,
    readAt: rows.map(({ creator }) => creator.fully_scraped_at ?? creator.scraped_at),
    body: html`<h1>${title}</h1>
      <ul class="lead">
        ${(sentences.length === 0 ? [t('bestNone')] : sentences).map((each) => html`<li>${each}</li>`)}
      </ul>
      ${creatorsTable(report, rows, { best })}
      <p class="hint">${t('compareHint')}</p>`,
  }
  return await showSheets(report, title, [
    first,
    ...rows.map((row) => creatorSheet(report, row, about)),
  ])
}
