import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { ProblemError } from '../../ask.ts'
import { goTo, readFields, readForm, type Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { details } from '../../parts/details.ts'
import { refused } from '../../parts/refused.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { proxyName } from '../../parts/proxy-name.ts'
import { refusalIn, signOf as signOfAccount } from '../accounts/account.ts'
import { accountsWords } from '../accounts/words.ts'
import { accountsOn, latencyOf, successRateOf } from './list.ts'
import { causeOf, proxyOf, signOf, type ProxyDetail } from './proxy.ts'
import { proxiesWords } from './words.ts'

/** A proxy: what it does now and why, what helps, and who hangs on it. */
export async function showProxy(page: Page, refusal?: ProblemError): Promise<Response> {
  const say = sayIn(page.language, proxiesWords)
  const proxy = await proxyOf(page)
  const body = html`${refusal === undefined ? '' : refused(page, refusal)}
    <div class="columns wide">
      <div>
        <p class="state">
          ${badge(signOf(proxy.state), say(`is_${proxy.state}`))}
          <span>${causeOf(page, proxy) ?? say('cause_active')}</span>
        </p>
        ${
          proxy.last_error === null
            ? ''
            : html`<section class="error" aria-label="${say('lastError')}">
                <p lang="en">${proxy.last_error}</p>
              </section>`
        }
        ${care(page, proxy)} ${bound(page, proxy)}
      </div>
      ${aside(page, proxy)}
    </div>`
  const title = say('proxyTitle', { name: proxyName(proxy) })
  const content = { title, lead: say('proxyLead'), body, isLive: true }
  return page.c.html(await shell(page, content), refusal === undefined ? 200 : 409)
}

function aside(page: Page, proxy: ProxyDetail) {
  const say = sayIn(page.language, proxiesWords)
  const at = (iso: string | null) =>
    iso === null ? html`<span title="${say('never')}">–</span>` : time(page, iso)
  return details([
    [say('address'), `${proxy.protocol}://${proxy.host}:${proxy.port}`],
    [say('credentials'), say('credentialsHidden')],
    [say('country'), proxy.country ?? html`<span title="${say('noCountry')}">–</span>`],
    [say('accounts'), accountsOn(page, proxy)],
    [say('successRateOf100'), successRateOf(page, proxy)],
    [say('latency'), latencyOf(page, proxy)],
    [say('failures'), page.formats.number(proxy.strikes)],
    [say('lastOk'), at(proxy.last_ok_at)],
    [say('lastChecked'), at(proxy.last_checked_at)],
    [say('use'), proxy.is_spare ? say('use_spare') : say('use_ordinary')],
    [say('added'), time(page, proxy.created_at)],
  ])
}

const ACTS = ['check', 'resume', 'pause'] as const
export const PROXY_FORMS = ['replace', 'change', 'remove'] as const

function care(page: Page, proxy: ProxyDetail) {
  if (!page.may('accounts:write')) return ''
  const say = sayIn(page.language, proxiesWords)
  const path = `/console/proxies/${proxy.id}`
  const acts = ACTS.filter((act) => {
    if (act === 'resume') return proxy.state !== 'active'
    return act === 'check' || proxy.state !== 'paused'
  })
  const forms = PROXY_FORMS.filter((form) => form !== 'replace' || proxy.accounts > 0)
  return html`<section aria-labelledby="care">
    <h2 id="care">${say('care')}</h2>
    <ul class="care">
      ${acts.map(
        (act) =>
          html`<li>
            <form method="post" action="${path}/act" data-morph>
              <button name="act" value="${act}">${say(act)}</button>
            </form>
            <p class="hint">${say(`${act}Follows`, { n: proxy.accounts })}</p>
          </li>`,
      )}
      ${forms.map(
        (form) =>
          html`<li>
            <a class="button" id="form-${form}" href="${path}/${form}" data-dialog
              >${say(`form_${form}`)}</a
            >
            <p class="hint">${say(`form_${form}_follows`, { n: proxy.accounts })}</p>
          </li>`,
      )}
    </ul>
  </section>`
}

function bound(page: Page, { bound_accounts: accounts }: ProxyDetail) {
  const say = sayIn(page.language, proxiesWords)
  const sayAccount = sayIn(page.language, accountsWords)
  if (accounts.length === 0) return html`<p class="hint">${say('nobody')}</p>`
  return html`<section>
    <h2>${say('bound')}</h2>
    <table class="list plain">
      <thead>
        <tr>
          <th>${say('state')}</th>
          <th>${say('account')}</th>
        </tr>
      </thead>
      <tbody>
        ${accounts.map(
          ({ id, username, state }) =>
            html`<tr id="bound-${id}">
              <td>${badge(signOfAccount(state), sayAccount(`is_${state}`))}</td>
              <td><a class="name" href="/console/accounts/${id}">@${username}</a></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}

const Found = z.object({ ok: z.boolean(), latency_ms: z.int().nullable() })

/** Does it, and says what came of it. */
export async function actOnProxy(page: Page): Promise<Response> {
  const say = sayIn(page.language, proxiesWords)
  const { act } = readFields(z.object({ act: z.enum(ACTS) }), await readForm(page))
  const proxy = await proxyOf(page)
  const name = proxyName(proxy)
  try {
    if (act === 'check') {
      const { ok, latency_ms: ms } = await page.ask(`POST /api/proxies/${proxy.id}/check`, Found)
      const told = ok
        ? say('checkedOk', { name, n: page.formats.number(ms ?? 0) })
        : say('checkedBad', { name })
      return goTo(page, `/proxies/${proxy.id}`, told)
    }
    await page.ask(`POST /api/proxies/${proxy.id}/${act}`, z.unknown())
    return goTo(page, `/proxies/${proxy.id}`, say(`${act}Done`, { name }))
  } catch (error) {
    return await showProxy(page, refusalIn(error))
  }
}
