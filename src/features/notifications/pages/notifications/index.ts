import { html } from 'hono/html'
import { goTo } from '../../../../console/page.ts'
import { alertSummary, alertTitle, severityBadge } from '../../../../console/parts/alert.ts'
import { badge } from '../../../../console/parts/badge.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { pager } from '../../../../console/parts/pager.ts'
import { tabs } from '../../../../console/parts/tabs.ts'
import { time } from '../../../../console/parts/time.ts'
import { layout } from '../../../../console/layout.ts'
import { replay, showNotification } from './detail.ts'
import { definePage, type ChannelName, type Context, type Notification } from './kit.ts'

async function show(page: Context): Promise<Response> {
  const { t } = page
  const cursor = page.c.req.query('cursor')
  const isUndelivered = page.c.req.query('undelivered') === 'true'
  const filter = isUndelivered ? { undelivered: 'true' as const } : {}
  const [{ data, next_cursor: next }, { data: channels }] = await Promise.all([
    page.api.call('listNotifications', { query: { ...filter, cursor } }),
    page.api.call('listChannels'),
  ])
  const body = html`${tabs(t('title'), [
    { label: t('all'), href: '/console/notifications', isCurrent: !isUndelivered },
    {
      label: t('undelivered'),
      href: '/console/notifications?undelivered=true',
      isCurrent: isUndelivered,
    },
  ])}
  ${data.length === 0 ? empty(t('none'), t('noneHint')) : table(page, data, channels.length > 0)}
  ${pager(page, '/console/notifications', { filter, cursor, next, rows: data.length })}
  ${channelSection(
    page,
    channels.map(({ name }) => name),
  )}`
  return page.c.html(await layout(page, { title: t('title'), lead: t('lead'), body }))
}

function channelSection(page: Context, names: readonly ChannelName[]) {
  const { t } = page
  return html`<section>
    <h2>${t('channels')}</h2>
    <p class="hint">${t(names.length === 0 ? 'noChannels' : 'channelsHint')}</p>
    ${
      names.length === 0
        ? ''
        : html`<ul class="channels">
            ${names.map((name) => html`<li>${badge('done', t(`alert.channel_${name}`))}</li>`)}
          </ul>`
    }
    ${
      names.length > 0 && page.may('notifications:write')
        ? html`<form method="post" action="/console/notifications/test">
            <button>${t('test')}</button>
          </form>`
        : ''
    }
  </section>`
}

function table(page: Context, rows: readonly Notification[], hasChannels: boolean) {
  const { t } = page
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${t('state')}</th>
        <th>${t('what')}</th>
        <th>${t('delivery')}</th>
        <th class="number">${t('when')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr id="notification-${row.id}">
            <td>${severityBadge(page, row)}</td>
            <td>
              <a class="name" href="/console/notifications/${row.id}" dir="auto"
                >${alertTitle(page, row)}</a
              >
              ${alertSummary(page, row)}
            </td>
            <td>${delivery(page, row, hasChannels)}</td>
            <td class="number">${time(page, row.last_raised_at)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function delivery(page: Context, row: Notification, hasChannels: boolean) {
  const { t } = page
  if (row.delivered_at !== null) return badge('done', t('delivered'))
  if (row.sent_at === null)
    return badge('pending', t('gathers', { time: page.formats.clock(new Date(row.send_at)) }))
  return hasChannels ? badge('failed', t('notDelivered')) : html`<small>${t('noChannel')}</small>`
}

async function test(page: Context): Promise<Response> {
  const { id } = await page.api.call('sendTestNotification')
  return goTo(page, `/notifications/${id}`, page.t('tested'))
}

export const notificationsPage = definePage({
  path: '/notifications',
  nav: { job: null, shape: 'bell', scope: 'notifications:read' },
  routes: {
    'GET /notifications': show,
    'POST /notifications/test': test,
    'GET /notifications/:id': showNotification,
    'POST /notifications/:id/replay': replay,
  },
})
