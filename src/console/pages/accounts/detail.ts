import { html } from 'hono/html'
import type { ProblemError } from '../../ask.ts'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { details } from '../../parts/details.ts'
import { refused } from '../../parts/refused.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { proxyName } from '../../parts/proxy-name.ts'
import { accountOf, causeOf, signOf, type Account } from './account.ts'
import { careFor } from './care.ts'
import { history } from './history.ts'
import { budgets, restEnd } from './list.ts'
import { accountsWords } from './words.ts'

/** An account: what it does now and why, what helps, and what happened to it. */
export async function showAccount(page: Page, refusal?: ProblemError): Promise<Response> {
  const say = sayIn(page.language, accountsWords)
  const account = await accountOf(page)
  const body = html`${refusal === undefined ? '' : refused(page, refusal)}
    <div class="columns wide">
      <div>
        <p class="state">
          ${badge(signOf(account.state), say(`is_${account.state}`))} ${restEnd(page, account)}
          <span>${sentence(page, account)}</span>
        </p>
        ${
          account.last_error === null || account.problem === null
            ? ''
            : html`<section class="error" aria-label="${say('lastError')}">
                <p lang="en">${account.last_error}</p>
              </section>`
        }
        ${careFor(page, account)} ${await history(page, account)}
      </div>
      ${aside(page, account)}
    </div>`
  const content = { title: `@${account.username}`, lead: say('accountLead'), body, isLive: true }
  const status = refusal === undefined ? 200 : refusal.problem.status === 409 ? 409 : 422
  return page.c.html(await shell(page, content), status)
}

/** What it does now, and why. */
function sentence(page: Page, account: Account): string {
  const cause = causeOf(page, account)
  if (cause !== undefined) return cause
  const say = sayIn(page.language, accountsWords)
  if (account.is_leased) return say('now_works')
  if (account.state === 'new') return say('now_new')
  const free = new Date(account.free_at)
  if (free <= page.now) return say('now_free')
  return say('now_freeFrom', { time: page.formats.relative(free, page.now) })
}

function aside(page: Page, account: Account) {
  const say = sayIn(page.language, accountsWords)
  const { formats } = page
  const { session, proxy, logins } = account
  const exact = (iso: string | null, reason: string) =>
    iso === null ? html`<span title="${reason}">–</span>` : time(page, iso)
  return details([
    [say('budget'), budgets(page, account)],
    [
      say('logins'),
      html`${formats.number(logins.limit - logins.left)} / ${formats.number(logins.limit)}
      ${logins.next_at === null ? '' : html`<small>${say('nextLogin')} ${time(page, logins.next_at)}</small>`}`,
    ],
    [
      say('health'),
      html`${formats.number(account.health)} / 100
      ${account.strikes === 0 ? '' : html`<small>${say('strikes', { n: account.strikes })}</small>`}`,
    ],
    [
      say('proxy'),
      proxy === null
        ? html`<span title="${say('noProxy')}">–</span>`
        : html`<a href="/console/proxies/${proxy.id}">${proxyName(proxy)}</a>`,
    ],
    [
      say('session'),
      session.source === null
        ? html`<span title="${say('noSession')}">–</span>`
        : say(`source_${session.source}`),
    ],
    [say('sessionMade'), exact(session.created_at, say('noSession'))],
    [say('sessionVerified'), exact(session.verified_at, say('neverVerified'))],
    [say('sessionEnds'), exact(session.expires_at, say('noEnd'))],
    [say('password'), passwordOf(page, account)],
    [say('lastUsed'), exact(account.last_used_at, say('never'))],
    [say('lastLogin'), exact(account.last_login_at, say('never'))],
    [say('app'), account.app?.version ?? html`<span title="${say('noApp')}">–</span>`],
    [say('timeZone'), account.time_zone ?? say('poolZone')],
    [
      say('warmUp'),
      account.warm_up_from === null
        ? say('noWarmUp')
        : html`${say('warmUpSince')} ${time(page, account.warm_up_from)}`,
    ],
    [say('renewal'), account.automatic_renewal ? say('renewal_on') : say('renewal_off')],
    [say('notes'), account.notes ?? html`<span title="${say('noNotes')}">–</span>`],
    [say('added'), time(page, account.created_at)],
  ])
}

function passwordOf({ language }: Page, account: Account): string {
  const say = sayIn(language, accountsWords)
  if (!account.has_password) return say('password_none')
  return account.password_refused_at === null ? say('password_kept') : say('password_refused')
}
