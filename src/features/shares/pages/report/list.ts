import { html } from 'hono/html'
import type { RowOf } from '../../../../console/api.ts'
import { MAX_CREATORS } from '../../fields/share.ts'
import { factList, type Fact } from './creator-facts.ts'
import { readCreators, type CreatorRead, type Price } from './creator-read.ts'
import { creatorSheet } from './creator-sheet.ts'
import { creatorsTable } from './creators-table.ts'
import { showSheets } from './frame.ts'
import type { Report } from './report.ts'

type Member = RowOf<'listListMembers'>
const PAGE = 200

/** The members of the list that were not rejected, by username. */
export async function membersOf({ api }: Report, id: string): Promise<Member[]> {
  const members: Member[] = []
  let cursor: string | undefined
  do {
    const found = await api.call('listListMembers', {
      params: { id },
      query: { limit: PAGE, ...(cursor !== undefined && { cursor }) },
    })
    members.push(...found.data)
    cursor = found.next_cursor ?? undefined
  } while (cursor !== undefined)
  return members.filter(({ status }) => status !== 'rejected')
}

/** The price of a member, if the sender shows prices. */
export const priceIn = ({ share }: Report, { price, currency }: Member): Price | null =>
  share.show_prices && price !== null && currency !== null ? { price, currency } : null

/** A report about a list: what its creators are together, line by line, and a page about each. */
export async function showList(report: Report, listId: string): Promise<Response> {
  const { t, api } = report
  const [list, members] = await Promise.all([
    api.call('getListFields', { params: { id: listId } }),
    membersOf(report, listId),
  ])
  const listed = members.slice(0, MAX_CREATORS)
  const rows = await readCreators(
    report,
    listed.map((member) => ({ id: member.blog_id, price: priceIn(report, member) })),
  )
  const about = list.name
  const more = members.length - listed.length
  const first = {
    about: t('forList'),
    readAt: rows.map(({ creator }) => creator.fully_scraped_at ?? creator.scraped_at),
    body: html`<h1 dir="auto">${list.name}</h1>
      <p class="lead">${leadOf(report, rows)}</p>
      ${factList(report, factsOf(report, members, rows))}
      ${
        rows.length === 0
          ? ''
          : html`${creatorsTable(report, rows)}
              <p class="hint">
                ${more > 0 ? `${t('listMore', { n: more })} ` : ''}${t('listHint')}
              </p>`
      }`,
  }
  return await showSheets(report, list.name, [
    first,
    ...rows.map((row) => creatorSheet(report, row, about)),
  ])
}

const known = (values: readonly (number | null)[]): number[] =>
  values.flatMap((value) => value ?? []).toSorted((a, b) => a - b)

function medianOf(values: readonly number[]): number | null {
  const [low, high] = [values[(values.length - 1) >> 1], values[values.length >> 1]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0)

function leadOf({ t, formats }: Report, rows: readonly CreatorRead[]): string {
  const followers = known(rows.map(({ creator }) => creator.follower_count))
  if (followers.length === 0) return t('listEmpty')
  const er = medianOf(known(rows.map(({ creator }) => creator.er)))
  const total = formats.number(sum(followers))
  return er === null
    ? t('listLeadFollowers', { followers: total })
    : t('listLead', { followers: total, er: formats.percent(er) })
}

function factsOf(report: Report, members: readonly Member[], rows: readonly CreatorRead[]): Fact[] {
  const { t, formats } = report
  const followers = known(members.map((member) => member.follower_count))
  const rates = known(members.map((member) => member.er))
  const median = medianOf(rates)
  const risky = rows.filter(({ creator }) => creator.risks.length > 0).length
  return [
    { label: t('factCreators'), value: formats.number(members.length), aside: '' },
    {
      label: t('factFollowers'),
      value: followers.length === 0 ? null : formats.compact(sum(followers)),
      aside: t('factOf', { n: followers.length }),
    },
    {
      label: t('factMedian'),
      value: median === null ? null : formats.percent(median),
      aside: t('factOf', { n: rates.length }),
    },
    { label: t('factRisks'), value: formats.number(risky), aside: t('factOf', { n: rows.length }) },
    ...priceFacts(report, members),
  ]
}

/** The prices together, a fact for each currency. */
function priceFacts(report: Report, members: readonly Member[]): Fact[] {
  const { t, formats } = report
  const prices = members.flatMap((member) => priceIn(report, member) ?? [])
  return [...Map.groupBy(prices, ({ currency }) => currency)].map(([currency, some]) => ({
    label: t('factPrice'),
    value: formats.amount(String(sum(some.map(({ price }) => Number(price)))), currency),
    aside: t('factPriceOf', { n: some.length }),
  }))
}
