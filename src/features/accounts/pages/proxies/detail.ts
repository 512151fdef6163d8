import { html } from 'hono/html'
import type { ProblemError } from '../../../../console/user-client.ts'
import { goTo, readForm } from '../../../../console/page.ts'
import { choiceIn } from '../../../../console/kit/choice.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { badge } from '../../../../console/parts/badge.ts'
import { countryName } from '../../../../console/parts/country-name.ts'
import { details } from '../../../../console/parts/details.ts'
import { refused } from '../../../../console/parts/refused.ts'
import { time } from '../../../../console/parts/time.ts'
import { layout } from '../../../../console/layout.ts'
import { proxyName } from '../../../../console/parts/proxy-name.ts'
import { signOf as signOfAccount } from '../accounts/account.ts'
import { REFUSALS } from '../refusals.ts'
import { accountsOn, latencyOf, successRateOf } from './list.ts'
import { causeOf, proxyOf, signOf } from './proxy.ts'
import type { Context, ProxyDetail } from './kit.ts'
import { original } from '../../../../console/parts/original.ts'

/** A proxy: what it does now and why, what helps, and who hangs on it. */
export async function showProxy(page: Context, refusal?: ProblemError): Promise<Response> {
  const { t } = page
  const { answer: proxy } = await proxyOf(page)
  const body = html`${refusal === undefined ? '' : refused(page, refusal)}
    <div class="columns wide">
      <div>
        <p class="state">
          ${badge(signOf(proxy.state), t(`is_${proxy.state}`))}
          <span>${causeOf(page, proxy) ?? t('cause_active')}</span>
        </p>
        ${
          proxy.last_error === null
            ? ''
            : html`<section class="error" aria-label="${t('lastError')}">
                ${original(page, proxy.last_error, 'said')}
              </section>`
        }
        ${care(page, proxy)} ${bound(page, proxy)}
      </div>
      ${aside(page, proxy)}
    </div>`
  const title = t('proxyTitle', { name: proxyName(proxy) })
  const content = { title, lead: t('proxyLead'), body, isLive: true }
  return page.c.html(await layout(page, content), refusal === undefined ? 200 : 409)
}

function aside(page: Context, proxy: ProxyDetail) {
  const { t } = page
  const at = (iso: string | null) => (iso === null ? t('never') : time(page, iso))
  return details([
    [t('address'), `${proxy.protocol}://${proxy.host}:${proxy.port}`],
    [t('credentials'), t('credentialsHidden')],
    [
      t('country'),
      proxy.country === null ? t('noCountry') : countryName(page.language, proxy.country),
    ],
    [t('accounts'), accountsOn(page, proxy)],
    [t('successRateOf100'), successRateOf(page, proxy) ?? t('notUsed')],
    [t('latency'), latencyOf(page, proxy) ?? t('noLatency')],
    [t('failures'), page.formats.number(proxy.strikes)],
    [t('lastOk'), at(proxy.last_ok_at)],
    [t('lastChecked'), at(proxy.last_checked_at)],
    [t('use'), proxy.is_spare ? t('use_spare') : t('use_ordinary')],
    [t('added'), time(page, proxy.created_at)],
  ])
}

const ACTS = ['check', 'resume', 'pause'] as const
export const PROXY_FORMS = ['replace', 'change', 'remove'] as const

function care(page: Context, proxy: ProxyDetail) {
  if (!page.may('accounts:write')) return ''
  const { t } = page
  const path = `/console/proxies/${proxy.id}`
  const actions = ACTS.filter((act) => {
    if (act === 'resume') return proxy.state !== 'active'
    return act === 'check' || proxy.state !== 'paused'
  })
  const forms = PROXY_FORMS.filter((form) => form !== 'replace' || proxy.accounts > 0)
  return html`<section aria-labelledby="care">
    <h2 id="care">${t('care')}</h2>
    <ul class="care">
      ${actions.map(
        (act) =>
          html`<li>
            <form method="post" action="${path}/act" data-morph>
              <button name="act" value="${act}">${t(act)}</button>
            </form>
            <p class="hint">${t(`${act}Follows`, { n: proxy.accounts })}</p>
          </li>`,
      )}
      ${forms.map(
        (form) =>
          html`<li>
            <a class="button" id="form-${form}" href="${path}/${form}" data-dialog
              >${t(`form_${form}`)}</a
            >
            <p class="hint">${t(`form_${form}_follows`, { n: proxy.accounts })}</p>
          </li>`,
      )}
    </ul>
  </section>`
}

function bound(page: Context, { bound_accounts: accounts }: ProxyDetail) {
  const { t } = page
  if (accounts.length === 0) return html`<p class="hint">${t('nobody')}</p>`
  return html`<section>
    <h2>${t('bound')}</h2>
    <table class="list plain">
      <thead>
        <tr>
          <th>${t('state')}</th>
          <th>${t('account')}</th>
        </tr>
      </thead>
      <tbody>
        ${accounts.map(
          ({ id, username, state }) =>
            html`<tr id="bound-${id}">
              <td>${badge(signOfAccount(state), t(`account.is_${state}`))}</td>
              <td><a class="name" href="/console/accounts/${id}" dir="auto">@${username}</a></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}

/** Does it, and says what came of it. */
export async function actOnProxy(page: Context): Promise<Response> {
  const act = choiceIn(await readForm(page), 'act', ACTS)
  const { answer: proxy } = await proxyOf(page)
  const { answer: flash, refusal } = await refusable(doAct(page, act, proxy), REFUSALS)
  if (refusal) return await showProxy(page, refusal)
  const path = `/proxies/${proxy.id}`
  if (act !== 'pause' || proxy.state !== 'active') return goTo(page, path, flash)
  const label = page.t('common.undo')
  return goTo(page, path, flash, { path: `${path}/act`, label, fields: { act: 'resume' } })
}

/** Gives what came of it, in a sentence. */
async function doAct(page: Context, act: (typeof ACTS)[number], proxy: ProxyDetail) {
  const { t, api, formats } = page
  const [params, name] = [{ id: proxy.id }, proxyName(proxy)]
  if (act !== 'check') {
    await api.call(act === 'pause' ? 'pauseProxy' : 'resumeProxy', { params })
    return t(`${act}Done`, { name })
  }
  const { ok, latency_ms: ms } = await api.call('checkProxy', { params })
  return ok ? t('checkedOk', { name, n: formats.number(ms ?? 0) }) : t('checkedBad', { name })
}
