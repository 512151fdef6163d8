import { html } from 'hono/html'
import { MAX_CREATORS } from '../../fields/share.ts'
import { campaignFacts, campaignLead, campaignTitle } from './campaign-facts.ts'
import { campaignSheet, formatsOf } from './campaign-sheet.ts'
import { shotOf, type Result, type Results } from './campaign-read.ts'
import { campaignTable } from './campaign-table.ts'
import { daysSheet } from './days.ts'
import { factList } from './creator-facts.ts'
import { showSheets } from './frame.ts'
import type { Report } from './report.ts'
import type { Reasons } from './why.ts'

const MAX_BEST = 3
/** Small pictures of the last posts, 20 a creator, are for reports of few creators. */
const MAX_PICTURED = 12

/** A report of a campaign: the answer in a sentence, all creators, and a page about each. */
export async function showCampaign(report: Report, listId: string): Promise<Response> {
  const { api, t } = report
  const params = { id: listId }
  const [results, summary] = await Promise.all([
    api.call('getCampaignResults', { params }),
    api.call('getCampaignSummary', { params }),
  ])
  const { name, client } = summary.campaign
  const about = client === null ? t('forCampaign', { name }) : t('forClient', { name, client })
  const first = {
    about,
    readAt: [summary.totals.as_of],
    body: html`<h1>${campaignTitle(report, summary)}</h1>
      <p class="lead">${campaignLead(report, summary, results)}</p>
      ${factList(report, campaignFacts(report, summary))} ${mostViewed(report, results)}
      ${campaignTable(report, results)}
      <p class="hint">${t('campHint')}</p>`,
  }
  const creators = results.creators.slice(0, MAX_CREATORS)
  const reasons = await readReasons(report, creators)
  const hasPictures = creators.length <= MAX_PICTURED
  const sheets = creators.map((creator) =>
    campaignSheet(report, creator, { about, reasons: reasons.get(creator.blog.id), hasPictures }),
  )
  const days = daysSheet(report, { results, summary, about })
  return await showSheets(report, name, [first, ...days, ...sheets])
}

/** The reasons for each creator, by id. */
async function readReasons(
  { api }: Report,
  creators: Results['creators'],
): Promise<ReadonlyMap<string, Reasons>> {
  if (creators.length === 0) return new Map()
  const ids = creators.map(({ blog }) => blog.id).join(',')
  const { data } = await api.call('listBlogReasons', { query: { ids } })
  return new Map(data.map((each) => [each.id, each]))
}

/** The posts with the most views, then those with the most reactions, large. */
function mostViewed(report: Report, { creators }: Results) {
  const { t, base, formats } = report
  const all = creators.flatMap(({ blog, results }) => results.map((each) => ({ blog, each })))
  const best = all
    .filter(({ each }) => each.now.value !== null && each.basis !== null)
    .toSorted((a, b) => rank(b.each) - rank(a.each))
    .slice(0, MAX_BEST)
  if (best.length === 0) return ''
  return html`<section>
    <h2>${t('campSeenMost')}</h2>
    <ol class="best-posts">
      ${best.map(
        ({ blog, each }) =>
          html`<li>
            ${shotOf(base, each, formatsOf(report, [each]))}<b
              >${t(each.basis === 'views' ? 'campViewsN' : 'campReactionsN', { n: each.now.value ?? 0 })}</b
            >
            <p dir="auto">${blog.full_name ?? `@${blog.username}`}</p>
            <small>${formats.dayMonth(new Date(each.taken_at))}</small>
          </li>`,
      )}
    </ol>
  </section>`
}

const VIEWS_FIRST = 1e12
const rank = ({ basis, now }: Result): number =>
  (basis === 'views' ? VIEWS_FIRST : 0) + (now.value ?? 0)
