import { html } from 'hono/html'
import type { AnswerOf } from '../../api.ts'
import type { IconName } from '../../icons.ts'
import { translator } from '../../messages.ts'
import type { PageContext } from '../../page.ts'
import { panelWords } from '../../words/panels.ts'
import { badge } from '../badge.ts'
import { dayStrip, type StripSpan } from '../figures/day-strip.ts'
import { proxyName } from '../proxy-name.ts'
import { hourTable } from './hour-table.ts'
import { ACCOUNT_SIGNS } from '../account-sign.ts'

type Activity = AnswerOf<'getPoolActivity'>
type Account = Activity['accounts'][number]
type Proxy = Activity['proxies'][number]

const SLOT_MS = 30 * 60_000
const SLOTS = 48

type Strip = {
  id: string
  name: string
  href: string
  sign: IconName
  state: string
  sent: number
  failed: number
  restedMs: number
  slots: Activity['accounts'][number]['slots']
  spans: StripSpan[]
}

const accountHasTrouble = ({ state, failed, rests }: Account): boolean =>
  (state !== 'active' && state !== 'new') || failed > 0 || rests.length > 0
const proxyHasTrouble = ({ state, failed }: Proxy): boolean => state !== 'active' || failed > 0

type Which = { accounts?: boolean; proxies?: boolean }

/**
 * The last 24 hours of each account and proxy that had trouble, in half hours; the others as a
 * number.
 */
export function poolStrips(
  page: PageContext,
  activity: Activity,
  { accounts: hasAccounts = true, proxies: hasProxies = true }: Which = {},
) {
  const t = translator(page.language, panelWords)
  const accounts = hasAccounts ? activity.accounts.filter(accountHasTrouble) : []
  const proxies = hasProxies ? activity.proxies.filter(proxyHasTrouble) : []
  if (accounts.length + proxies.length === 0) return ''
  const calm = {
    accounts: activity.accounts.length - accounts.length + activity.other_accounts,
    proxies: activity.proxies.length - proxies.length + activity.other_proxies,
  }
  const strips = {
    accounts: accounts.map((account) => accountStrip(page, account)),
    proxies: proxies.map((proxy) => proxyStrip(page, activity, proxy)),
  }
  const title = hasProxies ? (hasAccounts ? 'stripsTitle' : 'stripsProxies') : 'stripsAccounts'
  const { accounts: ofAccounts, proxies: ofProxies } = strips
  return html`<section class="figure-panel" aria-labelledby="pool-strips">
    <div class="figure-title">
      <h2 id="pool-strips">${t(title)}</h2>
      ${keys(page, { hasAccounts, hasProxies })}
    </div>
    <div class="strips">
      ${ofAccounts.length === 0 ? '' : column(page, ofAccounts, t('calmAccounts', { n: calm.accounts }))}
      ${ofProxies.length === 0 ? '' : column(page, ofProxies, t('calmProxies', { n: calm.proxies }))}
    </div>
    ${numbers(page, [...ofAccounts, ...ofProxies])}
  </section>`
}

function keys({ language }: PageContext, has: { hasAccounts: boolean; hasProxies: boolean }) {
  const t = translator(language, panelWords)
  return html`<p class="figure-keys">
    <span data-key="bar">${t('sentUp')}</span>
    ${has.hasAccounts ? html`<span data-key="rest">${t('rested')}</span>` : ''}
    <span data-key="failed">${t('failedDown')}</span>
    ${has.hasProxies ? html`<span data-key="dead">${t('noAnswer')}</span>` : ''}
  </p>`
}

function numbers(page: PageContext, strips: readonly Strip[]) {
  const t = translator(page.language, panelWords)
  return hourTable(page, {
    id: 'pool-strips-table',
    heads: [t('sent'), t('rested'), t('failed'), t('now')],
    rows: strips.map(({ name, sent, failed, restedMs, state }) => ({
      name,
      values: [
        page.formats.number(sent),
        restedMs === 0 ? '0' : page.formats.duration(restedMs),
        page.formats.number(failed),
        state,
      ],
    })),
  })
}

function column(page: PageContext, strips: readonly Strip[], calm: string) {
  const most = Math.max(1, ...strips.flatMap(({ slots }) => slots.map(({ sent }) => sent)))
  const halfHours = halfHoursBefore(page)
  return html`<div>
    <p class="quiet">${calm}</p>
    <ol>
      ${strips.map((strip) => stripItem(page, strip, { most, halfHours }))}
    </ol>
  </div>`
}

type HalfHour = { at: number; time: string }

/** The half hours of the strips, the oldest first. */
function halfHoursBefore({ formats, now }: PageContext): HalfHour[] {
  const start = stripStart(now)
  return Array.from({ length: SLOTS }, (_, place) => {
    const at = start + place * SLOT_MS
    return { at, time: formats.clock(new Date(at)) }
  })
}

function stripItem(
  page: PageContext,
  strip: Strip,
  { most, halfHours }: { most: number; halfHours: readonly HalfHour[] },
) {
  const { formats } = page
  const t = translator(page.language, panelWords)
  const byTime = new Map(strip.slots.map((slot) => [Date.parse(slot.at), slot]))
  const slots = halfHours.map(({ at, time }) => {
    const { sent = 0, failed = 0 } = byTime.get(at) ?? {}
    const values = { time, n: formats.number(sent), failed: formats.number(failed) }
    return { title: t('slotTitle', values), sent, failed }
  })
  const totals =
    strip.failed === 0
      ? t('sentOnly', { n: strip.sent })
      : t('sentAndFailed', { n: strip.sent, failed: formats.number(strip.failed) })
  const isEmpty = strip.sent + strip.failed + strip.spans.length === 0
  return html`<li id="strip-${strip.id}">
    <a href="${strip.href}"><strong>${strip.name}</strong></a>
    ${badge(strip.sign, strip.state)}
    <span class="quiet">${isEmpty ? '' : totals}</span>
    ${isEmpty ? '' : dayStrip(slots, { most, spans: strip.spans, label: `${strip.name}: ${totals}` })}
  </li>`
}

/** The beginning of the first half hour. */
const stripStart = (now: Date): number =>
  Math.floor(now.getTime() / SLOT_MS) * SLOT_MS - (SLOTS - 1) * SLOT_MS

/** The share of the day at which a moment is. */
function shareOf(now: Date, iso: string): number {
  const start = stripStart(now)
  return Math.min(1, Math.max(0, (Date.parse(iso) - start) / (SLOTS * SLOT_MS)))
}

function accountStrip(page: PageContext, account: Account): Strip {
  const t = translator(page.language, panelWords)
  const { formats, now } = page
  const { id, username, state, rest_until: until, sent, failed, slots, rests } = account
  const spans = rests.map(({ from, to }): StripSpan => {
    const title = t('restTitle', {
      from: formats.clock(new Date(from)),
      to: formats.clock(new Date(to)),
    })
    return { from: shareOf(now, from), to: shareOf(now, to), kind: 'rest', title }
  })
  const restedMs = rests.reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0)
  const word =
    state === 'resting' && until !== null
      ? t('restsUntil', { time: formats.clock(new Date(until)) })
      : t(`account_${state}`)
  return {
    id,
    name: `@${username}`,
    href: `/console/accounts/${id}`,
    sign: ACCOUNT_SIGNS[state],
    state: word,
    sent,
    failed,
    restedMs,
    slots,
    spans,
  }
}

const PROXY_SIGNS = { active: 'done', dead: 'failed', paused: 'paused' } as const

function proxyStrip(page: PageContext, activity: Activity, proxy: Proxy): Strip {
  const t = translator(page.language, panelWords)
  const { formats, now } = page
  const { id, state, state_since: since, sent, failed, slots } = proxy
  const at = new Date(since)
  const isToday = now.getTime() - at.getTime() < 86_400_000
  const time = isToday ? formats.clock(at) : formats.moment(at)
  const spans: StripSpan[] =
    state === 'dead'
      ? [
          {
            from: shareOf(now, since),
            to: shareOf(now, activity.until),
            kind: 'dead',
            title: t('deadSince', { time }),
          },
        ]
      : []
  return {
    id,
    name: proxyName(proxy),
    href: `/console/proxies/${id}`,
    sign: PROXY_SIGNS[state],
    state:
      state === 'active'
        ? t('proxy_active')
        : t(state === 'dead' ? 'deadSince' : 'pausedSince', { time }),
    sent,
    failed,
    restedMs: 0,
    slots,
    spans,
  }
}
