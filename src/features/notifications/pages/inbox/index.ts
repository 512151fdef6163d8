import { html } from 'hono/html'
import { isUuid } from '../../../../base/text.ts'
import { z } from '../../../../http/router.ts'
import { goTo, ownPath, readFields, readForm } from '../../../../console/page.ts'
import { icon, type IconName } from '../../../../console/icons.ts'
import { alertSummary, alertTitle, reviewOf } from '../../../../console/parts/alert.ts'
import { activity } from '../../../../console/parts/audit/activity.ts'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { subjectOf } from '../../../../console/parts/notices/subject.ts'
import { noticeAct, noticeSentence } from '../../../../console/parts/notices/sentence.ts'
import { pager, withQuery } from '../../../../console/parts/pager.ts'
import { avatar } from '../../../../console/parts/picture.ts'
import { subjectPicture } from '../../../../console/parts/subject-picture.ts'
import { tabs } from '../../../../console/parts/tabs.ts'
import { layout } from '../../../../console/layout.ts'
import { definePage, type Context, type Received } from './kit.ts'

const MAX_UNREAD = 100
const PATH = '/console/inbox'

/** The views, by the filters of the operation. */
const VIEWS = { new: { unread: 'true' }, decide: { decide: 'true' }, all: {} } as const
type View = keyof typeof VIEWS

/** The newest changes beside the list. */
const CHANGES = 12

async function show(page: Context): Promise<Response> {
  const { t } = page
  const { cursor } = page.c.req.query()
  const view = viewOf(page)
  const [found, audit] = await Promise.all([
    page.api.call('listOwnNotifications', { query: { ...VIEWS[view], cursor } }),
    page.may('audit:read') ? page.api.call('listAudit', { query: { limit: CHANGES } }) : null,
  ])
  const { data, next_cursor: next, unread, to_decide: toDecide } = found
  const list = html`${undoLine(page)} ${data.length === 0 ? nothing(page, view) : days(page, data)}
  ${pager(page, PATH, { filter: { view }, cursor, next, rows: data.length })}`
  const changes =
    audit === null || audit.data.length === 0
      ? ''
      : html`<aside class="figure-panel" aria-labelledby="audit">
          <div class="figure-title">
            <h2 id="audit">${t('auditLog')}</h2>
            <a class="quiet" href="/console/audit">${t('allOfIt')}</a>
          </div>
          ${activity(page, audit.data)}
        </aside>`
  const body = html`${viewTabs(page, view, { unread, toDecide })}
  ${
    changes === ''
      ? list
      : html`<div class="figure-split">
          <div>${list}</div>
          ${changes}
        </div>`
  }`
  const actions =
    unread > 0
      ? html`<form method="post" action="${PATH}/read-all" data-morph>
          <button>${t('readAll')}</button>
        </form>`
      : ''
  const content = { title: t('title'), lead: leadOf(page, unread, toDecide), body, actions }
  return page.c.html(await layout(page, { ...content, isLive: true }))
}

/** Also for the address `?unread=true` of earlier links. */
function viewOf(page: Context): View {
  const { view, unread } = page.c.req.query()
  if (view === 'decide' || view === 'new') return view
  return unread === 'true' ? 'new' : 'all'
}

function leadOf({ t }: Context, unread: number, toDecide: number): string {
  if (unread === 0) return t('allRead')
  const decide = toDecide === 0 ? [] : [t('leadDecide', { n: toDecide })]
  return [t('leadNew', { n: unread }), ...decide].join(' ')
}

type Counts = { unread: number; toDecide: number }

function viewTabs(page: Context, view: View, { unread, toDecide }: Counts) {
  const { t, formats } = page
  const written = (n: number) => `${formats.number(n)}${n >= MAX_UNREAD ? '+' : ''}`
  const tab = (name: View, label: string, count?: number) => ({
    label,
    href: withQuery(PATH, { view: name === 'all' ? undefined : name }),
    isCurrent: name === view,
    count: count === undefined ? undefined : written(count),
  })
  return tabs(t('title'), [
    tab('new', t('isNew'), unread),
    tab('decide', t('toDecide'), toDecide),
    tab('all', t('all')),
    { label: t('reaches'), href: '/console/profile', isCurrent: false },
    ...(page.may('notifications:read')
      ? [{ label: t('sent'), href: '/console/notifications', isCurrent: false }]
      : []),
  ])
}

function nothing({ t }: Context, view: View) {
  if (view === 'decide') return empty(t('nothingToDecide'), t('noneHint'))
  return empty(t('none'), t(view === 'new' ? 'allRead' : 'noneHint'))
}

/** The way back after something was dismissed. */
function undoLine(page: Context) {
  const { t } = page
  const { dismissed } = page.c.req.query()
  if (dismissed === undefined || !isUuid(dismissed)) return ''
  return html`<form class="undo-line" method="post" action="${PATH}/${dismissed}/unread" data-morph>
    <input type="hidden" name="back" value="${withQuery(PATH, { view: viewOf(page) })}" />
    <span role="status">${t('wasDismissed')}</span> <button>${t('undo')}</button>
  </form>`
}

function days(page: Context, rows: readonly Received[]) {
  const { formats, now } = page
  const byDay = Map.groupBy(rows, ({ last_raised_at: at }) => formats.recentDay(new Date(at), now))
  return [...byDay].map(
    ([day, notices]) =>
      html`<section>
        <h2>${day}</h2>
        <ol class="notices">
          ${notices.map((notice) => line(page, notice))}
        </ol>
      </section>`,
  )
}

const SIGNS = { info: 'done', warning: 'resting', critical: 'failed' } as const satisfies Record<
  Received['severity'],
  IconName
>

/** Subjects that have faces. */
const PEOPLE: ReadonlySet<string> = new Set(['account', 'connection', 'creator'])

function line(page: Context, row: Received) {
  const { t, formats } = page
  const review = reviewOf(row)
  const at = new Date(row.last_raised_at)
  const all = !row.is_own && page.may('notifications:read') ? `/notifications/${row.id}` : undefined
  return html`<li
    id="received-${row.id}"
    data-state="${SIGNS[row.severity]}"
    ${boolAttr(row.is_unread, 'data-new')}
  >
    ${pictureOf(page, row)}
    <div>
      ${noticeSentence(page, row, all)} ${review === undefined ? '' : alertSummary(page, row)}
      <div class="acts">
        ${
          review === undefined
            ? noticeAct(page, row)
            : html`<a class="button main" href="${review}">${t('alert.review')}</a>`
        }
        ${row.is_unread ? dismiss(page, row) : ''}
      </div>
    </div>
    <time datetime="${row.last_raised_at}" title="${formats.absolute(at)}"
      >${formats.clock(at)}</time
    >
  </li>`
}

/** The thing that it is about, with the sign of its severity; the sign alone without a picture. */
function pictureOf(page: Context, row: Received) {
  const subject = subjectOf(row)
  const sign = html`<span class="sign">${icon(SIGNS[row.severity])}</span>`
  const isPerson = subject !== undefined && PEOPLE.has(subject.type)
  const name = subject?.name ?? ''
  const face =
    subjectPicture(page, row, { isPerson, size: 40 }) ??
    (isPerson && name !== '' ? avatar({ hash: null, name: name.slice(1), size: 40 }) : undefined)
  return face === undefined ? sign : html`<span class="pictured">${face}${sign}</span>`
}

function dismiss(page: Context, row: Received) {
  const { t } = page
  return html`<form method="post" action="${PATH}/${row.id}/read" data-morph>
    <input type="hidden" name="back" value="${withQuery(PATH, { view: viewOf(page) })}" />
    <button class="plain" aria-label="${t('alert.dismissOne', { name: alertTitle(page, row) })}">
      ${t('alert.dismiss')}
    </button>
  </form>`
}

async function readOne(page: Context): Promise<Response> {
  const back = ownPath((await readForm(page)).get('back') ?? PATH)
  const id = page.param('id')
  await page.api.call('readNotification', { params: { id } })
  return goTo(page, `${back}${back.includes('?') ? '&' : '?'}dismissed=${id}`)
}

async function unreadOne(page: Context): Promise<Response> {
  const back = ownPath((await readForm(page)).get('back') ?? PATH)
  await page.api.call('unreadNotification', { params: { id: page.param('id') } })
  return goTo(page, back)
}

async function readAll(page: Context): Promise<Response> {
  const { read_until: until } = await page.api.call('readAllNotifications')
  return goTo(page, '/inbox', page.t('wasRead'), {
    path: '/inbox/unread-all',
    label: page.t('undo'),
    fields: { until: until ?? '' },
  })
}

const Before = z.object({ until: z.union([z.literal(''), z.iso.datetime()]) })

async function unreadAll(page: Context): Promise<Response> {
  const { until } = readFields(Before, await readForm(page))
  await page.api.call('unreadAllNotifications', {
    body: { read_until: until === '' ? null : until },
  })
  return goTo(page, '/inbox')
}

export const inboxPage = definePage({
  path: '/inbox',
  nav: null,
  routes: {
    'GET /inbox': show,
    'POST /inbox/read-all': readAll,
    'POST /inbox/unread-all': unreadAll,
    'POST /inbox/:id/read': readOne,
    'POST /inbox/:id/unread': unreadOne,
  },
})
