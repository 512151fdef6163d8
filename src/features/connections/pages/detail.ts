import { html } from 'hono/html'
import { chart } from '../../../console/parts/figures/chart.ts'
import { details } from '../../../console/parts/details.ts'
import { rightText, stateBadge, stateReason, usesText } from '../../../console/parts/own-account.ts'
import { withQuery } from '../../../console/parts/pager.ts'
import { time } from '../../../console/parts/time.ts'
import { notice, layout } from '../../../console/layout.ts'
import { endText, findOwnAccount, needsOwner, usageOf } from './account.ts'
import { audience } from './audience.ts'
import { authorizeForm } from './connect.ts'
import { whereFrom } from './list.ts'
import type { Context, Days, OwnAccountDetails } from './kit.ts'

const DAYS = 90
/**
 * `GET /own-accounts/:id`: how the account is, what gramd may read of it, and its numbers by day.
 */
export async function showOwnAccount(page: Context): Promise<Response> {
  const account = await findOwnAccount(page)
  const days = await page.api.call('getOwnAccountInsights', {
    params: { account_id: account.id },
    query: { limit: DAYS },
  })
  const body = html`<div class="columns wide">
    <div>
      ${stateNote(page, account)} ${rights(page, account)} ${courses(page, days)}
      ${audience(page, days)}
    </div>
    ${aside(page, account)}
  </div>`
  const title = `@${account.username}`
  const content = { title, lead: whereFrom(page, account), body, actions: actions(page, account) }
  return page.c.html(await layout(page, { ...content, isLive: true }))
}

function stateNote(page: Context, account: OwnAccountDetails) {
  const reason = stateReason(page, account)
  const { t } = page
  if (!needsOwner(account) && account.state !== 'error')
    return html`<p class="state">${stateBadge(page, account)} <span>${t('isRead')}</span></p>`
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
            </form>
            <a class="button remove" href="/console/own-accounts/${id}/disconnect" data-dialog
              >${t('disconnect')}</a
            >`
        : ''
    }`
}
