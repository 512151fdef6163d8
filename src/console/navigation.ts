import { html } from 'hono/html'
import { HOMES, type Home, type OwnCountName } from '../base/homes.ts'
import { homeOf } from './homes.ts'
import { addressOf, JOBS, type Job, type Me, type PageContext, type Place } from './page.ts'
import { boolAttr } from './parts/attributes.ts'
import { icon } from './icons.ts'
import { translator, type Translate } from './messages.ts'
import { frameMessages } from './words/frame.ts'

/** A count at this limit has a plus sign (`OwnCount`). */
const MAX_COUNT = 100

/** The heading that each home belongs to. */
const JOB_OF_HOME: Readonly<Record<Home, Job>> = {
  editor: 'publish',
  creator: 'mine',
  seller: 'shop',
  marketer: 'find',
  operator: 'system',
}

/** Pages outside of the menu, with the page of it that people come from. */
const REACHED_FROM: Readonly<Record<string, string>> = {
  campaigns: '/lists',
  jobs: '/tasks',
  'outgoing-webhooks': '/lists',
  stories: '/lists',
  watches: '/lists',
}

/** With so few pages nothing is folded. */
const MAX_UNFOLDED = 8

type Waiting = { count: string; title: string }

/**
 * Renders the menu: search, notifications and profile, and the pages that this user may see under
 * the headings of their jobs. Only the heading of the open page is unfolded.
 */
export function navigation(page: PageContext, me: Me) {
  const t = translator(page.language, frameMessages)
  const { pathname } = new URL(page.c.req.url)
  const here = pathname.slice('/console'.length) || '/'
  const from = REACHED_FROM[here.split('/')[1] ?? '']
  const isHere = (path: string): boolean =>
    path === '/' ? here === '/' : here === path || here.startsWith(`${path}/`) || path === from
  const isHome = here === '/' || here.startsWith('/home/')
  const places = page.nav.filter(({ job }) => job !== null)
  const open = places.find(({ path }) => isHere(path))?.job ?? jobHere(here, me)
  const jobs = JOBS.map((job) => ({ job, places: places.filter((place) => place.job === job) }))
  return html`<header class="menu" id="side">
    <button class="menu-open" popovertarget="jobs" aria-label="${t('menu')}">
      ${icon('menu')}
    </button>
    <a class="brand" href="/console">gramd</a>
    ${search(t)} ${bell(t, me, isHere('/inbox'))}
    <a
      class="menu-sign"
      href="/console/profile"
      aria-label="${t('profileOf', { name: me.name })}"
      title="${t('profileOf', { name: me.name })}"
      ${boolAttr(isHere('/profile'), 'aria-current="page"')}
      ><span class="picture size-26" aria-hidden="true"
        >${Array.from(me.name)[0]?.toUpperCase() ?? ''}</span
      ></a
    >
    <nav class="jobs" id="jobs" popover aria-label="${t('menu')}">
      <a class="home" href="/console" ${boolAttr(isHome, 'aria-current="page"')}>
        ${icon('home')}<span>${t('home')}</span>
      </a>
      ${jobs.map(({ job, places: its }) => {
        if (its.length === 0) return ''
        const isOpen = job === open || places.length <= MAX_UNFOLDED
        const counts = its.map(({ waiting }) => waiting)
        return html`<details class="job" id="job-${job}" ${boolAttr(isOpen, 'open')}>
          <summary>${t(`job_${job}`)}${badge(sumOf(t, me, counts))}</summary>
          <ul>
            ${its.map((place) => entry(t, me, { place, isHere: isHere(place.path) }))}
          </ul>
        </details>`
      })}
    </nav>
  </header>`
}

/** The heading of an open home, otherwise of the first page that this user chose or has. */
function jobHere(here: string, me: Me): Job | undefined {
  const home = HOMES.find((each) => here === `/home/${each}`) ?? homeOf(me)
  return home && JOB_OF_HOME[home]
}

type Frame = Translate<keyof (typeof frameMessages)['en']>

const search = (t: Frame) =>
  html`<form class="menu-search" action="/console/search" aria-label="${t('searchAll')}">
    ${icon('search')}
    <input
      type="search"
      id="find"
      name="q"
      placeholder="${t('searchOrDo')}"
      aria-label="${t('searchAll')}"
      aria-keyshortcuts="Control+K"
      autocomplete="off"
    />
    <kbd aria-hidden="true">Ctrl K</kbd>
  </form>`

function bell(t: Frame, { unread_notifications: unread }: Me, isHere: boolean) {
  const label = unread === 0 ? t('inbox') : t('inboxNew', { n: unread })
  return html`<a
    class="menu-sign"
    href="/console/inbox"
    aria-label="${label}"
    title="${label}"
    ${boolAttr(isHere, 'aria-current="page"')}
    >${icon('bell')}${unread === 0 ? '' : html`<b>${countText(unread)}</b>`}</a
  >`
}

function entry(t: Frame, me: Me, { place, isHere }: { place: Place; isHere: boolean }) {
  const { path, label, shape, waiting } = place
  return html`<li>
    <a href="${addressOf(path)}" ${boolAttr(isHere, 'aria-current="page"')}
      >${icon(shape)}<span>${label}</span>${badge(waitingOf(t, me, waiting))}</a
    >
  </li>`
}

const badge = (waiting: Waiting | undefined) =>
  waiting && html`<b class="count" title="${waiting.title}">${waiting.count}</b>`

const countText = (count: number): string => (count >= MAX_COUNT ? `${count}+` : `${count}`)

function waitingOf(t: Frame, { counts }: Me, name: OwnCountName | undefined): Waiting | undefined {
  const count = name === undefined ? 0 : (counts[name] ?? 0)
  if (name === undefined || name === 'own_accounts' || name === 'stores' || count === 0)
    return undefined
  return { count: countText(count), title: t(`waiting_${name}`, { n: count }) }
}

/** Returns the sum of what waits on the pages of a heading, for when it is folded. */
function sumOf(t: Frame, me: Me, names: readonly (OwnCountName | undefined)[]) {
  const found = names.flatMap((name) => waitingOf(t, me, name) ?? [])
  const sum = names.reduce((total, name) => total + (name ? (me.counts[name] ?? 0) : 0), 0)
  if (found.length === 0) return undefined
  return { count: countText(sum), title: found.map(({ title }) => title).join(', ') }
}
