import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { chart } from '../../parts/chart.ts'
import { details } from '../../parts/details.ts'
import { withQuery } from '../../parts/pager.ts'
import { time } from '../../parts/time.ts'
import { notice, shell } from '../../shell.ts'
import { sayIn, wordOf } from '../../words.ts'
import {
  endText,
  findOwnAccount,
  needsOwner,
  rightText,
  stateBadge,
  stateReason,
  usageOf,
  type OwnAccountDetails,
} from './account.ts'
import { authorizeForm } from './connect.ts'
import { usesText } from './disconnect.ts'
import { whereFrom } from './list.ts'
import { ownAccountsWords } from './words.ts'

const DAYS_SHOWN = 90
const numbers = z.record(z.string(), z.number())
const Days = z.object({
  audience: z.object({ day: z.string(), by: z.record(z.string(), numbers) }).nullable(),
  data: z.array(z.object({ day: z.string(), metrics: numbers })),
})
type Days = z.output<typeof Days>

/** `GET /own-accounts/:id`: how the account is, what gramd may read of it, and its numbers by day. */
export async function showOwnAccount(page: Page): Promise<Response> {
  const account = await findOwnAccount(page)
  const days = await page.ask(`GET /api/ig/${account.id}/insights`, Days, {
    query: { limit: DAYS_SHOWN },
  })
  const body = html`<div class="columns wide">
    <div>
      ${stateNote(page, account)} ${rights(page, account)} ${courses(page, days)}
      ${audience(page, days)}
    </div>
    ${aside(page, account)}
  </div>`
  const title = `@${account.username}`
  const content = { title, lead: whereFrom(page, account), body, actions: acts(page, account) }
  return page.c.html(await shell(page, { ...content, isLive: true }))
}

function stateNote(page: Page, account: OwnAccountDetails) {
  const reason = stateReason(page, account)
  const say = sayIn(page.language, ownAccountsWords)
  if (!needsOwner(account) && account.state !== 'error')
    return html`<p class="state">${stateBadge(page, account)} <span>${say('isRead')}</span></p>`
  return html`${notice(reason ?? say(`is_${account.state}`))}
    <p>
      ${say(`remedy_${account.state === 'error' ? 'error' : account.state === 'expiring' ? 'expiring' : 'ended'}`)}
    </p>
    ${needsOwner(account) ? authorizeForm(page, account) : ''}`
}

function rights(page: Page, account: OwnAccountDetails) {
  const say = sayIn(page.language, ownAccountsWords)
  const { granted, missing } = account.rights
  const one = (right: string, act: unknown = '') =>
    html`<li>
      <span>${rightText(page, right)} <small>${right}</small></span>
      ${act}
    </li>`
  return html`<section aria-labelledby="rights">
    <h2 id="rights">${say('rights')}</h2>
    ${
      missing.length === 0
        ? ''
        : html`<h3>${say('missing')}</h3>
            <ul class="rights">
              ${missing.map((right) => one(right, authorizeForm(page, account, [right])))}
            </ul>`
    }
    <h3>${say('granted')}</h3>
    <ul class="rights">
      ${granted.map((right) => one(right))}
    </ul>
  </section>`
}

/** Numbers of one size share an axis. */
const PAIRS = [
  ['followers_count'],
  ['reach', 'views'],
  ['follows', 'unfollows'],
] as const satisfies readonly (readonly string[])[]
type MetricName = (typeof PAIRS)[number][number]

function courses(page: Page, { data }: Days) {
  const say = sayIn(page.language, ownAccountsWords)
  if (data.length < 2)
    return html`<section>
      <h2>${say('days')}</h2>
      <p class="hint">${say('daysNone')}</p>
    </section>`
  const shown = PAIRS.map((names: readonly MetricName[]) =>
    names.filter((name) => data.some((day) => name in day.metrics)),
  )
  return html`<section>
    <h2>${say('days')}</h2>
    <div class="courses">
      ${shown.filter((names) => names.length > 0).map((names) => course(page, names, data))}
    </div>
  </section>`
}

function course(page: Page, names: readonly MetricName[], data: Days['data']) {
  const { language, formats } = page
  const say = sayIn(language, ownAccountsWords)
  const labels = names.map((name) => say(`metric_${name}`))
  return chart(page, {
    id: `days-${names[0] ?? ''}`,
    title: labels.join(' · '),
    kind: 'line',
    series: labels.map((label, at) => ({ label, tone: at === 0 ? 'accent' : 'muted' })),
    rows: data.toReversed().map(({ day, metrics }) => {
      const at = new Date(`${day}T12:00:00Z`)
      return { at, label: formats.date(at), values: names.map((name) => metrics[name] ?? null) }
    }),
    write: formats.number,
  })
}

/** Values of each breakdown of the audience. */
const MOST_VALUES = 6

function audience(page: Page, { audience: found }: Days) {
  if (found === null) return ''
  const say = sayIn(page.language, ownAccountsWords)
  return html`<section>
    <h2>${say('audience')}</h2>
    <p class="hint">${say('audienceOf', { day: page.formats.date(new Date(found.day)) })}</p>
    <div class="audience">
      ${Object.entries(found.by).map(
        ([name, people]) =>
          html`<div>
            <h3>${wordOf(page.language, ownAccountsWords, `by_${name}`) ?? name}</h3>
            ${details(
              Object.entries(people)
                .toSorted(([, a], [, b]) => b - a)
                .slice(0, MOST_VALUES)
                .map(([value, count]) => [value, page.formats.number(count)] as const),
            )}
          </div>`,
      )}
    </div>
  </section>`
}

function aside(page: Page, account: OwnAccountDetails) {
  const say = sayIn(page.language, ownAccountsWords)
  const at = (iso: string | null) => (iso === null ? say('notYet') : time(page, iso))
  return details([
    [say('kind'), account.kind === null ? '–' : say(`kind_${account.kind}`)],
    [say('lastSync'), at(account.last_sync_at)],
    [say('usage'), usageOf(page, account)],
    [say('tokenEnds'), endText(page, account.token_expires_at)],
    [
      say('accessEnds'),
      account.data_access_expires_at === null
        ? say('notTold')
        : time(page, account.data_access_expires_at),
    ],
    [say('authorizedAt'), time(page, account.authorized_at)],
    [say('checkedAt'), at(account.checked_at)],
    [say('connectedAt'), time(page, account.connected_at)],
    [say('hangsOnIt'), account.uses.length === 0 ? '–' : usesText(page, account.uses)],
    ...(account.owner && page.may('own:all')
      ? [[say('owner'), account.owner.name ?? '–'] as const]
      : []),
  ])
}

function acts(page: Page, { id }: OwnAccountDetails) {
  const say = sayIn(page.language, ownAccountsWords)
  return html`<a class="button" href="${withQuery('/console/reels', { account: id })}"
      >${say('itsPosts')}</a
    >
    ${
      page.may('own:write')
        ? html`<form method="post" action="/console/reels/refresh" data-morph>
              <input type="hidden" name="account" value="${id}" />
              <input type="hidden" name="back" value="/console/own-accounts/${id}" />
              <button>${say('syncNow')}</button>
            </form>
            <a class="button" href="/console/own-accounts/${id}/disconnect" data-dialog
              >${say('disconnect')}</a
            >`
        : ''
    }`
}
