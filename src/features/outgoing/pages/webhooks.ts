import { html } from 'hono/html'
import { layout } from '../../../console/layout.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import { goTo } from '../../../console/page.ts'
import { badge } from '../../../console/parts/badge.ts'
import { empty } from '../../../console/parts/empty.ts'
import { askFirst } from '../../../console/parts/forms/confirmation.ts'
import { withQuery } from '../../../console/parts/pager.ts'
import { time } from '../../../console/parts/time.ts'
import type { Context, Webhook } from './kit.ts'

const PATH = '/console/outgoing-webhooks'

/** Below /console, the webhooks of one list. */
export const webhooksOf = ({ list_id: list }: Pick<Webhook, 'list_id'>): string =>
  withQuery('/outgoing-webhooks', { list })

const ROWS = 200

/** `GET /outgoing-webhooks`: where rows go, and whether they arrive. */
export async function showWebhooks(page: Context): Promise<Response> {
  const { api, c, t, may } = page
  const list = c.req.query('list')
  const query = { limit: ROWS, ...(list !== undefined && list !== '' && { list }) }
  const { answer } = await refusable(api.call('listOutgoingWebhooks', { query }), [404, 422])
  const rows = answer?.data ?? []
  const body = rows.length === 0 ? empty(t('noWebhooks'), t('noWebhooksHint')) : table(page, rows)
  const actions =
    list !== undefined && may('lists:write')
      ? html`<a class="button main" href="${withQuery(`${PATH}/new`, { list })}" data-dialog
          >${t('newWebhook')}</a
        >`
      : ''
  const content = { title: t('webhooks'), lead: t('webhooksLead'), body, actions }
  return c.html(await layout(page, content))
}

function table(page: Context, rows: readonly Webhook[]) {
  const { t } = page
  return html`<table class="list cards below">
    <thead>
      <tr>
        <th>${t('nameHead')}</th>
        <th>${t('rowsHead')}</th>
        <th>${t('outcomeHead')}</th>
        <td><span class="hidden">${t('actsHead')}</span></td>
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) => line(page, row))}
    </tbody>
  </table>`
}

const SIGNS = { works: 'done', failing: 'failed', new: 'pending', off: 'cancelled' } as const

function stateOf({ is_active, last_error, last_sent_at }: Webhook): keyof typeof SIGNS {
  if (!is_active) return 'off'
  if (last_error !== null) return 'failing'
  return last_sent_at === null ? 'new' : 'works'
}

function line(page: Context, row: Webhook) {
  const { t, may } = page
  const state = stateOf(row)
  const path = `${PATH}/${row.id}`
  return html`<tr id="webhook-${row.id}">
    <td>
      <strong dir="auto">${row.name}</strong>
      <p><small>${row.host}</small></p>
    </td>
    <td>
      <span dir="auto">${row.list}</span>
      <p><small>${t(`rows_${row.rows}`)} · ${t('sentRows', { n: row.sent })}</small></p>
    </td>
    <td>
      ${badge(SIGNS[state], t(`webhook_${state}`))}
      ${
        row.last_status === null
          ? ''
          : html`<p><small>${t('answered', { status: String(row.last_status) })}</small></p>`
      }
      ${row.last_sent_at === null ? '' : html`<p><small>${time(page, row.last_sent_at)}</small></p>`}
    </td>
    <td class="acts">
      ${
        may('lists:write')
          ? html`<form method="post" action="${path}/test"><button>${t('test')}</button></form>
              <a class="button" href="${path}/edit" data-dialog>${t('change')}</a>
              <a class="button remove" href="${path}/delete" data-dialog>${t('remove')}</a>`
          : ''
      }
    </td>
  </tr>`
}

/** `POST /outgoing-webhooks/:id/test` posts the first row, and says what came back. */
export async function testWebhook(page: Context): Promise<Response> {
  const { api, t, param } = page
  const params = { id: param('id') }
  const path = webhooksOf(await api.call('getOutgoingWebhook', { params }))
  const { answer, refusal } = await refusable(api.call('testOutgoingWebhook', { params }), [409])
  if (refusal) return goTo(page, path, t('testedNow'))
  const status = answer.status === null ? t('noAnswer') : String(answer.status)
  return goTo(page, path, t(answer.delivered ? 'testTaken' : 'testRefused', { status }))
}

/** Says what a removal does before it happens. */
export async function askToRemove(page: Context): Promise<Response> {
  const { t } = page
  const webhook = await page.api.call('getOutgoingWebhook', { params: { id: page.param('id') } })
  const { id, name } = webhook
  return await askFirst(page, {
    title: t('removeTitle', { name }),
    body: html`<p>${t('removeHint')}</p>`,
    action: `${PATH}/${id}/delete`,
    submit: t('remove'),
    hidden: {},
    back: webhooksOf(webhook),
    isDangerous: true,
  })
}

export async function removeWebhook(page: Context): Promise<Response> {
  const params = { id: page.param('id') }
  const path = webhooksOf(await page.api.call('getOutgoingWebhook', { params }))
  await page.api.call('removeOutgoingWebhook', { params })
  return goTo(page, path, page.t('removed'))
}
