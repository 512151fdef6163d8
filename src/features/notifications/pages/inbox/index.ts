import { html } from 'hono/html'
import { goTo, ownPath, ownAddress, readForm } from '../../../../console/page.ts'
import {
  alertSummary,
  alertTitle,
  reviewOf,
  severityBadge,
} from '../../../../console/parts/alert.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { pager } from '../../../../console/parts/pager.ts'
import { tabs } from '../../../../console/parts/tabs.ts'
import { time } from '../../../../console/parts/time.ts'
import { layout } from '../../../../console/layout.ts'
import { definePage, type Context, type Received } from './kit.ts'

const MAX_UNREAD = 100

async function show(page: Context): Promise<Response> {
  const { t } = page
  const cursor = page.c.req.query('cursor')
  const isUnreadOnly = page.c.req.query('unread') === 'true'
  const filter = isUnreadOnly ? ({ unread: 'true' } as const) : {}
  const {
    data,
    next_cursor: next,
    unread,
  } = await page.api.call('listOwnNotifications', { query: { ...filter, cursor } })
  const count = `${page.formats.number(unread)}${unread >= MAX_UNREAD ? '+' : ''}`
  const body = html`${tabs(t('title'), [
    { label: t('all'), href: '/console/inbox', isCurrent: !isUnreadOnly },
    {
      label: t('unread'),
      href: '/console/inbox?unread=true',
      isCurrent: isUnreadOnly,
      count,
    },
  ])}
  ${
    data.length === 0
      ? empty(t('none'), t(isUnreadOnly ? 'allRead' : 'noneHint'))
      : table(page, data)
  }
  ${pager(page, '/console/inbox', { filter, cursor, next, rows: data.length })}`
  const actions = html`${
    page.may('notifications:read')
      ? html`<a class="button" href="/console/notifications">${t('sent')}</a>`
      : ''
  }
  ${
    unread > 0
      ? html`<form method="post" action="/console/inbox/read-all" data-morph>
          <button>${t('readAll')}</button>
        </form>`
      : ''
  }`
  const content = { title: t('title'), lead: t('lead'), body, actions, isLive: true }
  return page.c.html(await layout(page, content))
}

function table(page: Context, rows: readonly Received[]) {
  const { t } = page
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${t('state')}</th>
        <th>${t('what')}</th>
        <td><span class="hidden">${t('read')}</span></td>
        <th class="number">${t('when')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) => line(page, row))}
    </tbody>
  </table>`
}

function line(page: Context, row: Received) {
  const { t } = page
  const name = alertTitle(page, row)
  const review = reviewOf(row)
  const seesDetails = !row.is_own && page.may('notifications:read')
  return html`<tr id="received-${row.id}">
    <td>${severityBadge(page, row)}</td>
    <td>
      ${
        seesDetails
          ? html`<a class="name" href="/console/notifications/${row.id}" dir="auto">${name}</a>`
          : html`<strong dir="auto">${name}</strong>`
      }
      ${row.is_unread ? html`<small class="new">${t('isUnread')}</small>` : ''}
      ${alertSummary(page, row)}
    </td>
    <td class="acts">
      ${review === undefined ? '' : html`<a class="button" href="${review}">${t('alert.review')}</a>`}
      ${
        row.is_unread
          ? html`<form method="post" action="/console/inbox/${row.id}/read" data-morph>
              <input type="hidden" name="back" value="${ownAddress(page)}" />
              <button
                aria-label="${review === undefined ? t('readOne', { name }) : t('alert.dismissOne', { name })}"
              >
                ${review === undefined ? t('read') : t('alert.dismiss')}
              </button>
            </form>`
          : ''
      }
    </td>
    <td class="number">${time(page, row.last_raised_at)}</td>
  </tr>`
}

async function readOne(page: Context): Promise<Response> {
  const form = await readForm(page)
  await page.api.call('readNotification', { params: { id: page.param('id') } })
  return goTo(page, ownPath(form.get('back') ?? '/console/inbox'))
}

async function readAll(page: Context): Promise<Response> {
  await page.api.call('readAllNotifications')
  return goTo(page, '/inbox', page.t('wasRead'))
}

export const inboxPage = definePage({
  path: '/inbox',
  nav: null,
  routes: {
    'GET /inbox': show,
    'POST /inbox/read-all': readAll,
    'POST /inbox/:id/read': readOne,
  },
})
