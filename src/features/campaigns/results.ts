import { invalidField } from '../../base/errors.ts'
import type { Db } from '../../db/handles.ts'
import type { CampaignView } from './campaign-view.ts'
import { showCreator, type CreatorSummary } from './show-creator.ts'
import { Converter } from './money.ts'
import type { AlertView, ResultsView } from './results-view.ts'
import { showResult } from './show-result.ts'
import { alertsQuery } from './store/alerts.ts'
import { getCampaign } from './store/campaigns.ts'
import { listRates } from './store/rates.ts'
import { readOfficial } from './store/official.ts'
import { readReadings } from './store/readings.ts'
import { readResults, type CreatorRow } from './store/read-results.ts'
import { totalsOf } from './totals.ts'

/**
 * Returns what the creators of a campaign published and what it brought, with alerts. Amounts in
 * totals are in `currency`, the team's, or the only one that was agreed. Throws NoSuchRecordError,
 * and InvalidInputError when a currency that was asked for has no rate.
 */
export async function readCampaignResults(
  db: Db,
  listId: string,
  { now, currency }: { now: Date; currency?: string | undefined },
): Promise<ResultsView> {
  const campaign = await getCampaign(db, listId)
  const { creators, results } = await readResults(db, listId)
  const readings = await readReadings(db, listId)
  const official = await readOfficial(db, listId)
  const { rows: alerts } = await alertsQuery(listId).execute(db)
  const rates = await listRates(db)
  const target = currency ?? campaign.currency ?? onlyCurrency(creators)
  const converter = new Converter(rates, target)
  const byCreator = Map.groupBy(results, ({ blog_id }) => blog_id)
  const rows = creators.map((creator) =>
    showCreator(creator, {
      results: (byCreator.get(creator.blog.id) ?? []).map((row) =>
        showResult(row, {
          readings: readings.get(row.id) ?? [],
          official: official.get(row.id),
          need: needOf(creator, campaign.disclosures),
          now,
        }),
      ),
      converter,
      now,
    }),
  )
  refuseWithoutRate(converter, currency)
  const views = alerts.map((alert) => showAlert(alert, creators))
  const [rate = null] = converter.used
  return {
    creators: inOrder(rows, views).map(({ creator }) => creator),
    totals: totalsOf(rows, converter),
    alerts: views.toSorted(byUrgency),
    rate,
    rates,
  }
}

function refuseWithoutRate({ missing }: Converter, currency: string | undefined): void {
  const [without] = missing
  if (currency !== undefined && without !== undefined)
    throw invalidField('currency', `no rate between ${without} and ${currency} was entered`, {
      code: 'no_rate',
    })
}

/** The currency of all prices, when it is one. */
function onlyCurrency(creators: readonly CreatorRow[]): string | null {
  const all = new Set(creators.flatMap(({ currency }) => currency ?? []))
  const [first] = all
  return all.size === 1 && first !== undefined ? first : null
}

const needOf = (
  { promised }: CreatorRow,
  disclosures: CampaignView['disclosures'],
): { isRequired: boolean; needsPlatform: boolean } => ({
  isRequired: promised?.label_required ?? true,
  needsPlatform: disclosures.label,
})

type AlertWithNote = Awaited<ReturnType<ReturnType<typeof alertsQuery>['execute']>>['rows'][number]

function showAlert(alert: AlertWithNote, creators: readonly CreatorRow[]): AlertView {
  const creator = creators.find(({ blog }) => blog.id === alert.blog_id)
  return {
    key: alert.key,
    kind: alert.kind,
    blog: { ...alert.blog, avatar_hash: creator?.blog.avatar_hash ?? null },
    result_id: alert.result_id,
    since: alert.since.toISOString(),
    expected: alert.expected,
    found: alert.found,
    quote: alert.quote,
    url: alert.code === null ? null : `https://www.instagram.com/p/${alert.code}/`,
    noted_at: alert.noted_at?.toISOString() ?? null,
    noted_by: alert.noted_by,
    note: alert.note,
  }
}

const URGENCY: readonly string[] = ['overdue', 'not_labelled', 'label_removed', 'gone']

/** The place of a kind among the urgent ones; a noted alert comes after all of them. */
function urgencyOf({ kind, noted_at }: AlertView): number {
  const place = URGENCY.indexOf(kind)
  const rank = place === -1 ? URGENCY.length : place
  return noted_at === null ? rank : rank + 100
}

const byUrgency = (one: AlertView, other: AlertView): number =>
  urgencyOf(one) - urgencyOf(other) || (one.since < other.since ? -1 : 1)

const STATES = ['overdue', 'delivered', 'partly', 'due', 'nothing_promised']

/** Creators who need something come first, then by how far they are and by price. */
function inOrder(rows: readonly CreatorSummary[], alerts: readonly AlertView[]): CreatorSummary[] {
  const urgency = new Map<string, number>()
  for (const alert of alerts) {
    const before = urgency.get(alert.blog.id) ?? Infinity
    urgency.set(alert.blog.id, Math.min(before, urgencyOf(alert)))
  }
  const rank = ({ creator }: CreatorSummary) => urgency.get(creator.blog.id) ?? 1_000
  const state = ({ creator }: CreatorSummary) => STATES.indexOf(creator.state)
  return rows.toSorted(
    (one, other) =>
      rank(one) - rank(other) ||
      state(one) - state(other) ||
      (other.price ?? 0) - (one.price ?? 0) ||
      (one.creator.blog.username < other.creator.blog.username ? -1 : 1),
  )
}
