import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { goTo, type ConsolePage, type Page } from '../../page.ts'
import { Alert, alertSummary, alertTitle, severityBadge } from '../../parts/alert.ts'
import { badge } from '../../parts/badge.ts'
import { empty } from '../../parts/empty.ts'
import { pager } from '../../parts/pager.ts'
import { tabs } from '../../parts/tabs.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { alertWords } from '../../words/alerts.ts'
import { replay, showNotification } from './detail.ts'
import { Channels, Notification } from './notification.ts'
import { notificationsWords } from './words.ts'

const Notifications = z.object({
  data: z.array(Notification),
  next_cursor: z.string().nullable(),
})

async function show(page: Page): Promise<Response> {
  const say = sayIn(page.language, notificationsWords)
  const cursor = page.c.req.query('cursor')
  const isUndelivered = page.c.req.query('undelivered') === 'true'
  const filter = isUndelivered ? { undelivered: 'true' } : {}
  const [{ data, next_cursor: next }, { data: channels }] = await Promise.all([
    page.ask('GET /api/notifications', Notifications, { query: { ...filter, cursor } }),
    page.ask('GET /api/notifications/channels', Channels),
  ])
  const body = html`${tabs(say('title'), [
    { label: say('all'), href: '/console/notifications', isCurrent: !isUndelivered },
    {
      label: say('undelivered'),
      href: '/console/notifications?undelivered=true',
      isCurrent: isUndelivered,
    },
  ])}
  ${data.length === 0 ? empty(say('none'), say('noneHint')) : table(page, data, channels.length > 0)}
  ${pager(page, '/console/notifications', { filter, cursor, next })}
  ${channelSection(
    page,
    channels.map(({ name }) => name),
  )}`
  return page.c.html(await shell(page, { title: say('title'), lead: say('lead'), body }))
}

function channelSection(
  page: Page,
  names: readonly z.output<typeof Channels>['data'][number]['name'][],
) {
  const say = sayIn(page.language, notificationsWords)
  const sayAlert = sayIn(page.language, alertWords)
  return html`<section>
    <h2>${say('channels')}</h2>
    <p class="hint">${say(names.length === 0 ? 'noChannels' : 'channelsHint')}</p>
    ${
      names.length === 0
        ? ''
        : html`<ul class="channels">
            ${names.map((name) => html`<li>${badge('done', sayAlert(`channel_${name}`))}</li>`)}
          </ul>`
    }
    ${
      names.length > 0 && page.may('notifications:write')
        ? html`<form method="post" action="/console/notifications/test">
            <button>${say('test')}</button>
          </form>`
        : ''
    }
  </section>`
}

function table(page: Page, rows: readonly Notification[], hasChannels: boolean) {
  const say = sayIn(page.language, notificationsWords)
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${say('state')}</th>
        <th>${say('what')}</th>
        <th>${say('delivery')}</th>
        <th class="number">${say('when')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr id="notification-${row.id}">
            <td>${severityBadge(page, row)}</td>
            <td>
              <a class="name" href="/console/notifications/${row.id}">${alertTitle(page, row)}</a>
              ${alertSummary(page, row)}
            </td>
            <td>${delivery(page, row, hasChannels)}</td>
            <td class="number">${time(page, row.last_raised_at)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function delivery(page: Page, row: Notification, hasChannels: boolean) {
  const say = sayIn(page.language, notificationsWords)
  if (row.delivered_at !== null) return badge('done', say('delivered'))
  if (row.sent_at === null)
    return badge('pending', say('gathers', { time: page.formats.clock(new Date(row.send_at)) }))
  return hasChannels
    ? badge('failed', say('notDelivered'))
    : html`<small>${say('noChannel')}</small>`
}

async function test(page: Page): Promise<Response> {
  const { id } = await page.ask('POST /api/notifications/test', Alert.pick({ id: true }))
  const flash = sayIn(page.language, notificationsWords)('tested')
  return goTo(page, `/notifications/${id}`, flash)
}

export const notifications: ConsolePage = {
  path: '/notifications',
  words: notificationsWords,
  nav: { group: 'team', shape: 'bell', scope: 'notifications:read' },
  routes: [
    { method: 'GET', path: '/notifications', handle: show },
    { method: 'POST', path: '/notifications/test', handle: test },
    { method: 'GET', path: '/notifications/:id', handle: showNotification },
    { method: 'POST', path: '/notifications/:id/replay', handle: replay },
  ],
}
