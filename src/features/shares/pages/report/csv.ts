import { apiValueOf } from '../../../../creators/search-values.ts'
import type { ApiClient } from '../../../../console/api.ts'
import type { OutsideRoute } from '../../../../console/page.ts'
import { proxyDownload } from '../../../../console/parts/download.ts'
import type { Links } from '../../fields/links.ts'
import type { Share } from '../../fields/share.ts'
import { membersOf, priceIn } from './list.ts'
import type { Outside, Report } from './report.ts'
import { sharePrincipal } from './share-principal.ts'

type CallAs = Parameters<OutsideRoute['handle']>[1]

/** Spreadsheets ask every hour or when opened; more is a program that should ask less often. */
const MAX_READS_IN_HOUR = 120

/** Sends the CSV of a link, in words only when it does not work. */
export async function sendCsv(
  links: Links,
  { page, share }: { page: Outside; share: Share | undefined },
  as: CallAs,
): Promise<Response> {
  const { c, t } = page
  if (share === undefined || share.kind !== 'csv') return c.text(t('unknown'), 404)
  if (share.has_ended) return c.text(t('ended', { day: page.formats.date(share.ends_at) }), 410)
  if (!(await links.countVisit(share.id, MAX_READS_IN_HOUR))) {
    c.header('retry-after', '3600')
    return c.text(t('csvLimit', { n: MAX_READS_IN_HOUR }), 429)
  }
  const creators = await links.creatorsOf(share)
  if (share.subject === 'view') return await sendView(links, page, share, as)
  if (share.csv_rows === 'results') return await sendResults(share, as)
  const api = as(sharePrincipal(share, creators))
  return await sendList(links, { ...page, share, creators, api })
}

async function sendView(
  links: Links,
  page: Outside,
  share: Share,
  as: (principal: ReturnType<typeof sharePrincipal>) => ApiClient,
): Promise<Response> {
  const view = share.view_id === null ? undefined : await links.findView(share.view_id)
  if (!view) return page.c.text(page.t('gone'), 410)
  const query = Object.fromEntries(
    [...new URLSearchParams(view.query)]
      .filter(([name, value]) => links.isSearchField(name) && value.trim() !== '')
      .map(([name, value]) => [name, apiValueOf(name, value.trim())]),
  )
  const viewQuery = new URLSearchParams(query).toString()
  const api = as(sharePrincipal(share, [], { viewQuery }))
  const answer = proxyDownload(await api.file('exportBlogs', { query }))
  answer.headers.set('content-disposition', 'inline; filename="creators.csv"')
  return answer
}

/** Sends the file that users export; prices are in it if the sender shows them. */
async function sendResults(share: Share, as: CallAs): Promise<Response> {
  const api = as(sharePrincipal(share, []))
  const answer = proxyDownload(
    await api.file('exportCampaignResults', {
      params: { id: share.list_id ?? '' },
      query: { prices: share.show_prices ? 'true' : 'false' },
    }),
  )
  answer.headers.set('content-disposition', 'inline; filename="results.csv"')
  return answer
}

async function sendList({ csvLines }: Links, report: Report): Promise<Response> {
  const { share, c } = report
  const members = share.list_id === null ? [] : await membersOf(report, share.list_id)
  const prices = share.show_prices ? ['price', 'currency'] : []
  const head = ['username', 'full_name', 'profile_url', 'followers', 'er_percent', 'status']
  const rows = members.map((member) => {
    const price = priceIn(report, member)
    return [
      member.username,
      member.full_name,
      member.username.startsWith('~') ? null : `https://www.instagram.com/${member.username}/`,
      member.follower_count,
      member.er && Math.round(member.er * 10_000) / 100,
      member.status,
      ...(share.show_prices ? [price && { decimal: price.price }, price?.currency ?? null] : []),
    ]
  })
  return c.body(csvLines([[...head, ...prices], ...rows]), 200, {
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': 'inline; filename="list.csv"',
    'cache-control': 'no-store',
  })
}
