import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { goTo } from '../../../console/page.ts'
import { badge } from '../../../console/parts/badge.ts'
import { empty } from '../../../console/parts/empty.ts'
import { askFirst } from '../../../console/parts/forms/confirmation.ts'
import { pager, withQuery } from '../../../console/parts/pager.ts'
import { tabs } from '../../../console/parts/tabs.ts'
import { time } from '../../../console/parts/time.ts'
import { layout } from '../../../console/layout.ts'
import type { Context, ShareRow } from './kit.ts'

const ROWS = 50
const PATH = '/console/shares'

const Filter = z.object({
  open: z.enum(['true', 'false']).catch('true'),
  cursor: z.string().min(1).max(500).optional().catch(undefined),
})

/** Lists what people can read without signing in, and their visits. */
export async function showLinks(page: Context): Promise<Response> {
  const { t, api, c } = page
  const { open, cursor } = Filter.parse(c.req.query())
  const found = await api.call('listShares', { query: { open, cursor, limit: ROWS } })
  const pages = {
    filter: { open },
    cursor,
    next: found.next_cursor,
    rows: found.data.length,
    total: undefined,
  }
  const body = html`${tabs(t('which'), [
    {
      label: t('onlyOpen'),
      href: withQuery(PATH, { open: 'true' }),
      isCurrent: open === 'true',
    },
    {
      label: t('onlyEnded'),
      href: withQuery(PATH, { open: 'false' }),
      isCurrent: open === 'false',
    },
  ])}
  ${found.data.length === 0 ? empty(t('none'), t('noneHint')) : table(page, found.data)}
  ${pager(page, PATH, pages)}`
  const actions = html`<a class="button" href="${PATH}/team">${t('teamEdit')}</a>`
  return c.html(await layout(page, { title: t('title'), lead: t('lead'), body, actions }))
}

function table(page: Context, rows: readonly ShareRow[]) {
  const { t } = page
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${t('whatHead')}</th>
        <th>${t('stateHead')}</th>
        <th>${t('visitsHead')}</th>
        <th>${t('makerHead')}</th>
        <td><span class="hidden">${t('actsHead')}</span></td>
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) => line(page, row))}
    </tbody>
  </table>`
}

const SIGNS = { open: 'done', ended: 'cancelled', revoked: 'cancelled' } as const

function line(page: Context, row: ShareRow) {
  const { t, formats } = page
  const marks = [
    t(`subject_${row.subject}`),
    row.rows === 'results' ? t('asResults') : t(`kind_${row.kind}`),
    ...(row.has_password ? [t('withPassword')] : []),
    ...(row.show_prices ? [t('withPrices')] : []),
  ]
  return html`<tr id="share-${row.id}">
    <td>
      <strong dir="auto">${row.name ?? t('goneName')}</strong>
      <p><small>${marks.join(' · ')}</small></p>
    </td>
    <td>
      ${badge(SIGNS[row.state], t(`state_${row.state}`))}
      <p><small>${formats.date(new Date(row.ends_at))}</small></p>
    </td>
    <td>
      ${row.visits === 0 ? html`<small>${t('neverOpened')}</small>` : t('visits', { n: row.visits })}
      ${
        row.last_visit_at === null
          ? ''
          : html`<p><small>${t('lastVisit')} ${time(page, row.last_visit_at)}</small></p>`
      }
    </td>
    <td dir="auto">${row.created_by ?? html`<small>${t('service')}</small>`}</td>
    <td class="acts">
      ${
        row.state === 'open'
          ? html`<a class="button remove" href="${PATH}/${row.id}/revoke" data-dialog
              >${t('revoke')}</a
            >`
          : ''
      }
    </td>
  </tr>`
}

/** Says what a revocation does before it happens: it cannot be undone. */
export async function askToRevoke(page: Context): Promise<Response> {
  const { t } = page
  const share = await page.api.call('getShare', { params: { id: page.param('id') } })
  const times = share.visits === 0 ? t('neverOpened') : t('visits', { n: share.visits })
  return await askFirst(page, {
    title: t('revokeTitle'),
    body: html`<p><strong dir="auto">${share.name ?? t('goneName')}</strong></p>
      <p>${t('revokeHint', { times })}</p>`,
    action: `${PATH}/${share.id}/revoke`,
    submit: t('revokeSubmit'),
    hidden: {},
    back: '/shares',
    isDangerous: true,
  })
}

export async function revoke(page: Context): Promise<Response> {
  await page.api.call('revokeShare', { params: { id: page.param('id') } })
  return goTo(page, '/shares', page.t('revoked'))
}
