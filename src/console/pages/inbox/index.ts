import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { goTo, ownPath, ownAddress, readForm, type ConsolePage, type Page } from '../../page.ts'
import { Alert, alertSummary, alertTitle, reviewOf, severityBadge } from '../../parts/alert.ts'
import { empty } from '../../parts/empty.ts'
import { pager } from '../../parts/pager.ts'
import { tabs } from '../../parts/tabs.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { alertWords } from '../../words/alerts.ts'
import { inboxWords } from './words.ts'

const Received = Alert.extend({ is_own: z.boolean(), is_unread: z.boolean() })
type Received = z.output<typeof Received>
const Inbox = z.object({
  data: z.array(Received),
  next_cursor: z.string().nullable(),
  unread: z.int(),
})
const MOST_UNREAD = 100

async function show(page: Page): Promise<Response> {
  const say = sayIn(page.language, inboxWords)
  const cursor = page.c.req.query('cursor')
  const isUnreadOnly = page.c.req.query('unread') === 'true'
  const filter = isUnreadOnly ? { unread: 'true' } : {}
  const {
    data,
    next_cursor: next,
    unread,
  } = await page.ask('GET /api/me/notifications', Inbox, {
    query: { ...filter, cursor },
  })
  const count = `${page.formats.number(unread)}${unread >= MOST_UNREAD ? '+' : ''}`
  const body = html`${tabs(say('title'), [
    { label: say('all'), href: '/console/inbox', isCurrent: !isUnreadOnly },
    {
      label: say('unread'),
      href: '/console/inbox?unread=true',
      isCurrent: isUnreadOnly,
      count,
    },
  ])}
  ${
    data.length === 0
      ? empty(say('none'), say(isUnreadOnly ? 'allRead' : 'noneHint'))
      : table(page, data)
  }
  ${pager(page, '/console/inbox', { filter, cursor, next })}`
  const actions =
    unread > 0
      ? html`<form method="post" action="/console/inbox/read-all" data-morph>
          <button>${say('readAll')}</button>
        </form>`
      : ''
  const content = { title: say('title'), lead: say('lead'), body, actions, isLive: true }
  return page.c.html(await shell(page, content))
}

function table(page: Page, rows: readonly Received[]) {
  const say = sayIn(page.language, inboxWords)
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${say('state')}</th>
        <th>${say('what')}</th>
        <td><span class="hidden">${say('read')}</span></td>
        <th class="number">${say('when')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) => line(page, row))}
    </tbody>
  </table>`
}

function line(page: Page, row: Received) {
  const say = sayIn(page.language, inboxWords)
  const name = alertTitle(page, row)
  const sayAlert = sayIn(page.language, alertWords)
  const review = reviewOf(row)
  const seesDetails = !row.is_own && page.may('notifications:read')
  return html`<tr id="received-${row.id}">
    <td>${severityBadge(page, row)}</td>
    <td>
      ${
        seesDetails
          ? html`<a class="name" href="/console/notifications/${row.id}">${name}</a>`
          : html`<strong>${name}</strong>`
      }
      ${row.is_unread ? html`<small class="new">${say('isUnread')}</small>` : ''}
      ${alertSummary(page, row)}
    </td>
    <td class="acts">
      ${review === undefined ? '' : html`<a class="button" href="${review}">${sayAlert('review')}</a>`}
      ${
        row.is_unread
          ? html`<form method="post" action="/console/inbox/${row.id}/read" data-morph>
              <input type="hidden" name="back" value="${ownAddress(page)}" />
              <button
                aria-label="${review === undefined ? say('readOne', { name }) : sayAlert('dismissOne', { name })}"
              >
                ${review === undefined ? say('read') : sayAlert('dismiss')}
              </button>
            </form>`
          : ''
      }
    </td>
    <td class="number">${time(page, row.last_raised_at)}</td>
  </tr>`
}

async function readOne(page: Page): Promise<Response> {
  const id = encodeURIComponent(page.c.req.param('id') ?? '')
  const form = await readForm(page)
  await page.ask(`POST /api/me/notifications/${id}/read`, z.unknown())
  return goTo(page, ownPath(form.get('back') ?? '/console/inbox'))
}

async function readAll(page: Page): Promise<Response> {
  await page.ask('POST /api/me/notifications/read-all', z.unknown())
  return goTo(page, '/inbox', sayIn(page.language, inboxWords)('wasRead'))
}

export const inbox: ConsolePage = {
  path: '/inbox',
  words: inboxWords,
  nav: null,
  routes: [
    { method: 'GET', path: '/inbox', handle: show },
    { method: 'POST', path: '/inbox/read-all', handle: readAll },
    { method: 'POST', path: '/inbox/:id/read', handle: readOne },
  ],
}
