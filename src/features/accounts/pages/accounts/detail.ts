import { html } from 'hono/html'
import type { ProblemError } from '../../../../console/user-client.ts'
import { badge } from '../../../../console/parts/badge.ts'
import { details } from '../../../../console/parts/details.ts'
import { refused } from '../../../../console/parts/refused.ts'
import { time } from '../../../../console/parts/time.ts'
import { zoneName } from '../../../../console/parts/zone-name.ts'
import { layout } from '../../../../console/layout.ts'
import { proxyName } from '../../../../console/parts/proxy-name.ts'
import { accountOf, causeOf, signOf } from './account.ts'
import { careFor } from './care.ts'
import { history } from './history.ts'
import { budgets, restEnd } from './list.ts'
import type { Account, Context } from './kit.ts'
import { original } from '../../../../console/parts/original.ts'

/** An account: what it does now and why, what helps, and what happened to it. */
export async function showAccount(page: Context, refusal?: ProblemError): Promise<Response> {
  const { t } = page
  const account = await accountOf(page)
  const body = html`${refusal === undefined ? '' : refused(page, refusal)}
    <div class="columns wide">
      <div>
        <p class="state">
          ${badge(signOf(account.state), t(`is_${account.state}`))} ${restEnd(page, account)}
          <span>${sentence(page, account)}</span>
        </p>
        ${
          account.last_error === null || account.problem === null
            ? ''
            : html`<section class="error" aria-label="${t('lastError')}">
                ${original(page, account.last_error, 'said')}
              </section>`
        }
        ${careFor(page, account)} ${await history(page, account)}
      </div>
      ${aside(page, account)}
    </div>`
  const content = { title: `@${account.username}`, lead: t('accountLead'), body, isLive: true }
  const status = refusal === undefined ? 200 : refusal.problem.status === 409 ? 409 : 422
  return page.c.html(await layout(page, content), status)
}

/** Returns what the account does now, and why. */
function sentence(page: Context, account: Account): string {
  const cause = causeOf(page, account)
  if (cause !== undefined) return cause
  const { t } = page
  if (account.is_leased) return t('now_works')
  if (account.state === 'new') return t('now_new')
  const free = new Date(account.free_at)
  if (free <= page.now) return t('now_free')
  return t('now_freeFrom', { time: page.formats.relative(free, page.now) })
}

function aside(page: Context, account: Account) {
  const { formats, t } = page
  const { session, proxy, logins } = account
  return details([
    [t('budget'), budgets(page, account)],
    [
      t('logins'),
      html`${formats.number(logins.limit - logins.left)} / ${formats.number(logins.limit)}
      ${logins.next_at === null ? '' : html`<small>${t('nextLogin')} ${time(page, logins.next_at)}</small>`}`,
    ],
    [
      t('health'),
      html`${formats.number(account.health)} / 100
      ${account.strikes === 0 ? '' : html`<small>${t('strikes', { n: account.strikes })}</small>`}`,
    ],
    [
      t('proxy'),
      proxy === null
        ? t('noProxy')
        : html`<a href="/console/proxies/${proxy.id}">${proxyName(proxy)}</a>`,
    ],
    ...sessionFacts(page, session),
    [t('password'), passwordOf(page, account)],
    [t('lastUsed'), timeOr(page, account.last_used_at, t('never'))],
    [t('lastLogin'), timeOr(page, account.last_login_at, t('never'))],
    [t('app'), account.app?.version ?? t('noApp')],
    [
      t('timeZone'),
      account.time_zone === null
        ? t('poolZone')
        : zoneName(page.language, account.time_zone, page.now),
    ],
    [
      t('warmUp'),
      account.warm_up_from === null
        ? t('noWarmUp')
        : html`${t('warmUpSince')} ${time(page, account.warm_up_from)}`,
    ],
    [t('renewal'), account.automatic_renewal ? t('renewal_on') : t('renewal_off')],
    ...(account.notes === null ? [] : [[t('notes'), account.notes] as const]),
    [t('added'), time(page, account.created_at)],
  ])
}

const timeOr = (page: Context, iso: string | null, reason: string) =>
  iso === null ? reason : time(page, iso)

/** Facts of its session; without one, that there is none. */
function sessionFacts(page: Context, session: Account['session']): [string, unknown][] {
  const { t } = page
  if (session.source === null) return [[t('session'), t('noSession')]]
  return [
    [t('session'), t(`source_${session.source}`)],
    ...(session.created_at === null
      ? []
      : [[t('sessionMade'), time(page, session.created_at)] satisfies [string, unknown]]),
    [t('sessionVerified'), timeOr(page, session.verified_at, t('neverVerified'))],
    [t('sessionEnds'), timeOr(page, session.expires_at, t('noEnd'))],
  ]
}

function passwordOf({ t }: Context, account: Account): string {
  if (!account.has_password) return t('password_none')
  return account.password_refused_at === null ? t('password_kept') : t('password_refused')
}
