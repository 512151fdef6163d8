import { html } from 'hono/html'
import { goTo, ownAddress } from '../../../../console/page.ts'
import { proxyDownload } from '../../../../console/parts/download.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { layout } from '../../../../console/layout.ts'
import { MAX_COMPARED } from './bulk.ts'
import { readColumns } from './compare-read.ts'
import { table } from './compare-table.ts'
import type { Context } from './kit.ts'

/** The creators that the address names; more than people can read are left out. */
function chosenIn({ c }: Context): string[] {
  const queryIds = c.req.queries('ids') ?? []
  return [
    ...new Set(queryIds.flatMap((each) => each.split(',')).map((each) => each.trim())),
  ].filter((each) => each !== '')
}

/** `GET /creators/compare?ids=`: which of these? The address is the comparison, for everybody. */
export async function compareCreators(page: Context): Promise<Response> {
  const { t } = page
  const selected = chosenIn(page)
  const ids = selected.slice(0, MAX_COMPARED)
  const content = { title: t('compareTitle'), lead: t('compareLead') }
  const toList = html`<a class="button" href="/console/creators">${t('title')}</a>`
  if (ids.length === 0) {
    const body = empty(t('compareNone'), html`${t('compareNoneHint')} ${toList}`)
    return page.c.html(await layout(page, { ...content, body }))
  }
  const { creators, metrics, unknown } = await page.api.call('compareBlogs', {
    query: { ids: ids.join(',') },
  })
  const names = unknown.map(({ blog }) => blog).join(', ')
  const body = html`${
    selected.length > ids.length
      ? html`<p class="hint">${t('compareMore', { n: MAX_COMPARED })}</p>`
      : ''
  }
  ${names === '' ? '' : html`<p class="hint">${t('compareUnknown', { names })}</p>`}
  ${
    creators.length === 0
      ? empty(t('compareNone'), toList)
      : table(page, await readColumns(page, creators), metrics)
  }`
  const file = withQuery('/console/creators/compare/file', { ids: ids.join(',') })
  const actions = html`${
    page.may('exports:read') && creators.length > 0
      ? html`<a class="button" href="${file}">${t('exportCompare')}</a>`
      : ''
  }
  ${
    page.may('creators:write') && creators.length > 1
      ? html`<a class="button" href="${shareOf(creators, ownAddress(page))}" data-dialog
          >${t('common.share')}</a
        >`
      : ''
  }`
  return page.c.html(await layout(page, { ...content, body, actions }))
}

const shareOf = (creators: readonly { username: string }[], back: string): string =>
  withQuery('/console/shares/new', {
    subject: 'comparison',
    creators: creators.map(({ username }) => username).join(','),
    back,
  })

/** `GET /creators/compare/file`: the same comparison for spreadsheets. */
export async function sendComparison(page: Context): Promise<Response> {
  const ids = chosenIn(page).slice(0, MAX_COMPARED)
  if (ids.length === 0) return goTo(page, '/creators/compare')
  const query = { ids: ids.join(','), delimiter: 'semicolon', bom: 'true' } as const
  return proxyDownload(await page.api.file('exportComparison', { query }))
}
