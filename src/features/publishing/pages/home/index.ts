import { randomUUID } from 'node:crypto'
import { html } from 'hono/html'
import { dayIn, momentOf } from '../../../../console/days.ts'
import { icon } from '../../../../console/icons.ts'
import { layout } from '../../../../console/layout.ts'
import { homeSwitch } from '../../../../console/parts/home-switch.ts'
import { attention } from './attention.ts'
import { dayList } from './day-list.ts'
import { yesterday } from './yesterday.ts'
import { definePage, type AgendaPost, type Context } from './kit.ts'

const DAY_MS = 86_400_000

/** Returns the day some days after one of the calendar. */
const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** `GET /home/editor`: what needs the editor, today and tomorrow, and yesterday with its views. */
async function show(page: Context): Promise<Response> {
  const { t, timeZone } = page
  const today = dayIn(page.now, timeZone)
  const start = (day: string) => momentOf(`${day}T00:00`, timeZone)?.toISOString() ?? ''
  const { posts, attention: waiting } = await page.api.call('getPublishingAgenda', {
    query: {
      from: start(dayAfter(today, -1)),
      until: start(dayAfter(today, 2)),
      measured_until: start(today),
    },
  })
  const byDay = Map.groupBy(posts, ({ at }) => (at === null ? '' : dayIn(new Date(at), timeZone)))
  const of = (days: number): AgendaPost[] => byDay.get(dayAfter(today, days)) ?? []
  const isEmpty = of(0).length + of(1).length === 0
  const body = html`${homeSwitch(page, 'editor')} ${attention(page, waiting)}
  ${
    isEmpty
      ? html`<p class="hint">
          ${t('nothingScheduled')} <a href="/console/posts?status=draft">${t('drafts')}</a>
        </p>`
      : html`<div class="agenda">
          ${dayList(page, { day: today, name: t('today'), posts: of(0), isToday: true })}
          ${dayList(page, { day: dayAfter(today, 1), name: t('tomorrow'), posts: of(1), isToday: false })}
        </div>`
  }
  ${yesterday(page, of(-1))}`
  const title = page.formats.weekdayDay(page.now)
  const lead = leadOf(page, { coming: [...of(0), ...of(1)], waiting })
  return page.c.html(
    await layout(page, { title, lead, body, actions: actions(page), isLive: true }),
  )
}

function actions(page: Context) {
  const { t } = page
  return html`<a class="button" href="/console/calendar">${icon('schedule')}${t('calendar')}</a> ${
      page.may('publishing:write')
        ? html`<form method="post" action="/console/posts">
            <input type="hidden" name="idempotency-key" value="${randomUUID()}" />
            <button class="main">${icon('plus')}${t('newPost')}</button>
          </form>`
        : ''
    }`
}

type Lead = { coming: readonly AgendaPost[]; waiting: readonly AgendaPost[] }

/** How many still go out, have failed, and wait for a person. */
function leadOf({ t }: Context, { coming, waiting }: Lead): string {
  const isOut = ({ status }: AgendaPost) => ['pending', 'translating', 'review'].includes(status)
  const open = coming.filter(isOut).length
  const failed = waiting.filter(({ failure }) => failure !== null).length
  const others = waiting.length - failed
  return [
    t('leadOpen', { n: open }),
    ...(failed > 0 ? [t('leadFailed', { n: failed })] : []),
    ...(others > 0 ? [t('leadConfirm', { n: others })] : []),
  ].join(' ')
}

export const editorHome = definePage({
  path: '/home/editor',
  home: 'editor',
  nav: { job: null, shape: 'home', scope: 'publishing:read' },
  routes: { 'GET /home/editor': show },
})
