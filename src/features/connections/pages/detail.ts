import { html } from 'hono/html'
import { chart } from '../../../console/parts/figures/chart.ts'
import { details } from '../../../console/parts/details.ts'
import { rightText, stateBadge, stateReason, usesText } from '../../../console/parts/own-account.ts'
import { withQuery } from '../../../console/parts/pager.ts'
import { time } from '../../../console/parts/time.ts'
import { notice, layout } from '../../../console/layout.ts'
import { endText, findOwnAccount, needsOwner, usageOf } from './account.ts'
import { boolAttr } from '../../../console/parts/attributes.ts'
import { audience } from './audience.ts'
import { expectedAndActual, findExpected } from './expected.ts'
import { newestReels, verdict, viewsByAge } from './reels.ts'
import { bestTimes } from './times.ts'
import { authorizeForm } from './connect.ts'
import { whereFrom } from './list.ts'
import type { Context, Days, OwnAccountDetails } from './kit.ts'

const DAYS = 90

/**
 * `GET /own-accounts/:id`: whether the newest Reels do well and when to post; then who follows the
 * account, its numbers by day, and how gramd reads it.
 */
export async function showOwnAccount(page: Context): Promise<Response> {
  const account = await findOwnAccount(page)
  const params = { account_id: account.id }
  const [days, comparison, times] = await Promise.all([
    page.api.call('getOwnAccountInsights', { params, query: { limit: DAYS } }),
    page.api.call('getOwnReelsComparison', { params }),
    page.api.call('getOwnReelsBestTimes', { params, query: { time_zone: page.timeZone } }),
  ])
  const expected = await findExpected(page, comparison)
  const body = html`${stateNote(page, account)}
    <div class="own-reels">
      ${viewsByAge(page, comparison)} ${newestReels(page, account.id, comparison)}
    </div>
    <div class="own-split">
      ${expectedAndActual(page, comparison, expected)} ${bestTimes(page, times)}
      ${audience(page, days)}
    </div>
    ${courses(page, days)} ${access(page, account)}`
  const title = `@${account.username}`
  const lead = verdict(page, comparison)
  const content = { title, lead, body, actions: actions(page, account) }
  return page.c.html(await layout(page, { ...content, isLive: true }))
}

/** How gramd reads the account; open while a right is missing. */
function access(page: Context, account: OwnAccountDetails) {
  const { t } = page
  const isLacking = account.rights.missing.length > 0 || needsOwner(account)
  return html`<details class="access" id="access" ${boolAttr(isLacking, 'open')}>
    <summary>${t('access')}</summary>
    <div class="columns wide">
      ${rights(page, account)}
      <div>
        <p dir="auto">${whereFrom(page, account)}</p>
        ${aside(page, account)}
      </div>
    </div>
    ${
      page.may('own:write')
        ? html`<p>
            <a
              class="button remove"
              href="/console/own-accounts/${account.id}/disconnect"
              data-dialog
              >${t('disconnect')}</a
            >
          </p>`
        : ''
    }
  </details>`
}

function stateNote(page: Context, account: OwnAccountDetails) {
  const reason = stateReason(page, account)
  const { t } = page
  if (!needsOwner(account) && account.state !== 'error')
    return html`<p class="state">
      ${stateBadge(page, account)}
      <span>${t('isRead')}</span>
      ${account.last_sync_at === null ? '' : html`<span>${t('lastSync')}: ${time(page, account.last_sync_at)}</span>`}
    </p>`
  return html`${notice(reason ?? t(`ownAccount.is_${account.state}`))}
    <p>
      ${t(`remedy_${account.state === 'error' ? 'error' : account.state === 'expiring' ? 'expiring' : 'ended'}`)}
    </p>
    ${needsOwner(account) ? authorizeForm(page, account) : ''}`
}

function rights(page: Context, account: OwnAccountDetails) {
  const { t } = page
  const { granted, missing } = account.rights
  const one = (right: string, act: unknown = '') =>
    html`<li>
      <span>${rightText(page, right)}</span>
      ${act}
    </li>`
  return html`<section aria-labelledby="rights">
    <h2 id="rights">${t('rights')}</h2>
    ${
      missing.length === 0
        ? ''
        : html`<h3>${t('missing')}</h3>
            <ul class="rights">
              ${missing.map((right) => one(right, authorizeForm(page, account, [right])))}
            </ul>`
    }
    <h3>${t('granted')}</h3>
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

function courses(page: Context, { data }: Days) {
  const { t } = page
  if (data.length < 2)
    return html`<section>
      <h2>${t('days')}</h2>
      <p class="hint">${t('daysNone')}</p>
    </section>`
  const charts = PAIRS.map((names: readonly MetricName[]) =>
    names.filter((name) => data.some((day) => name in day.metrics)),
  )
  return html`<section>
    <h2>${t('days')}</h2>
    <div class="courses">
      ${charts.filter((names) => names.length > 0).map((names) => course(page, names, data))}
    </div>
  </section>`
}

function course(page: Context, names: readonly MetricName[], data: Days['data']) {
  const { t, formats } = page
  const labels = names.map((name) => t(`metric_${name}`))
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

function aside(page: Context, account: OwnAccountDetails) {
  const { t } = page
  const at = (iso: string | null) => (iso === null ? t('notYet') : time(page, iso))
  return details([
    [t('kind'), account.kind === null ? '–' : t(`kind_${account.kind}`)],
    [t('lastSync'), at(account.last_sync_at)],
    [t('usage'), usageOf(page, account)],
    [t('tokenEnds'), endText(page, account.token_expires_at)],
    [
      t('accessEnds'),
      account.data_access_expires_at === null
        ? t('notTold')
        : time(page, account.data_access_expires_at),
    ],
    [t('authorizedAt'), time(page, account.authorized_at)],
    [t('checkedAt'), at(account.checked_at)],
    [t('connectedAt'), time(page, account.connected_at)],
    [t('hangsOnIt'), account.uses.length === 0 ? '–' : usesText(page, account.uses)],
    ...(account.owner && page.may('own:all')
      ? [[t('owner'), account.owner.name ?? '–'] as const]
      : []),
  ])
}

function actions(page: Context, { id }: OwnAccountDetails) {
  const { t } = page
  return html`<a class="button" href="${withQuery('/console/reels', { account: id })}"
      >${t('itsPosts')}</a
    >
    ${
      page.may('own:write')
        ? html`<form method="post" action="/console/reels/refresh" data-morph>
            <input type="hidden" name="account" value="${id}" />
            <input type="hidden" name="back" value="/console/own-accounts/${id}" />
            <button>${t('syncNow')}</button>
          </form>`
        : ''
    }`
}
