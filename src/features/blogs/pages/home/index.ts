import { html } from 'hono/html'
import { capitalized } from '../../../../console/formats.ts'
import { icon } from '../../../../console/icons.ts'
import { layout } from '../../../../console/layout.ts'
import { homeSwitch } from '../../../../console/parts/home-switch.ts'
import { campaigns, todo } from './aside.ts'
import { newcomers } from './newcomers.ts'
import { searches } from './searches.ts'
import { unusual } from './unusual.ts'
import { watchedNews } from './watched.ts'
import {
  definePage,
  type Changes,
  type Context,
  type News,
  type UnusualCreator,
  type Work,
} from './kit.ts'

/** News of watched lists that the page shows. */
const MAX_NEWS = 5

/** `GET /home/marketer`: what changed since the last visit, and what has a date. */
async function show(page: Context): Promise<Response> {
  const { t, api } = page
  const changes = await api.call('listViewChanges')
  const since = changes.since ?? undefined
  const [strange, work, news] = await Promise.all([
    api.call('listUnusualCreators', { query: { since } }),
    page.may('lists:read') ? api.call('getOwnListWork') : { due: [], campaigns: [] },
    page.may('lists:read')
      ? api.call('listWatchNews', { query: { unread: 'true', limit: MAX_NEWS } })
      : { data: [], next_cursor: null },
  ])
  const body = html`${homeSwitch(page, 'marketer')} ${ask(page)}
    <div class="home-columns">
      <div>
        ${watchedNews(page, news.data)} ${searches(page, changes)} ${unusual(page, strange)}
        ${newcomers(page, changes)}
      </div>
      <aside aria-label="${t('mine')}">${todo(page, work)} ${campaigns(page, work)}</aside>
    </div>`
  const actions = html`${
      page.may('creators:write')
        ? html`<a class="button" href="/console/creators/add" data-dialog>${t('add')}</a>`
        : ''
    }<a class="button main" href="/console/creators">${t('find')}</a>`
  const title =
    changes.since === null
      ? t('welcome')
      : t('since', { time: sinceText(page, new Date(changes.since)) })
  const lead = leadOf(page, { changes, strange: strange.data, work, news: news.data })
  return page.c.html(await layout(page, { title, lead, body, actions }))
}

/** A question goes to the page of creators, which reads it. */
const ask = ({ t }: Context) =>
  html`<form class="ask" action="/console/creators" role="search">
    ${icon('search')}
    <input
      type="search"
      id="ask"
      name="question"
      maxlength="500"
      autocomplete="off"
      aria-label="${t('ask')}"
      placeholder="${t('askExample')}"
    />
    <button class="only-plain">${t('find')}</button>
  </form>`

const DAY_MS = 86_400_000
const WEEK_DAYS = 6

/** The weekday and hour of the last days, otherwise the day. */
function sinceText({ formats, now }: Context, at: Date): string {
  const isRecent = now.getTime() - at.getTime() < WEEK_DAYS * DAY_MS
  return isRecent ? formats.weekdayMoment(at) : formats.moment(at)
}

type Found = {
  changes: Changes
  strange: readonly UnusualCreator[]
  work: Work
  news: readonly News[]
}

/** The numbers that lead to the sections of the page. */
function leadOf({ t }: Context, { changes, strange, work, news }: Found) {
  const entered = changes.data.reduce((sum, view) => sum + (view.entered?.count ?? 0), 0)
  const parts = [
    { id: 'watched', text: 'leadNews', n: news.length },
    { id: 'searches', text: 'leadNew', n: entered },
    { id: 'unusual', text: 'leadUnusual', n: strange.length },
    { id: 'todo', text: 'leadDue', n: work.due.length },
    { id: 'campaigns', text: 'leadCampaigns', n: work.campaigns.length },
  ] as const
  const found = parts.filter(({ n }) => n > 0)
  if (found.length === 0) return changes.since === null ? t('firstVisit') : t('nothingNew')
  return found.map(({ id, text, n }, at) => {
    const said = t(text, { n })
    return html`${at === 0 ? '' : ', '}<a href="#${id}">${at === 0 ? capitalized(said) : said}</a>`
  })
}

export const marketerHome = definePage({
  path: '/home/marketer',
  home: 'marketer',
  nav: { job: null, shape: 'home', scope: 'creators:read' },
  routes: { 'GET /home/marketer': show },
})
