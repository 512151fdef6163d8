import { html } from 'hono/html'
import { ownAddress } from '../../../../console/page.ts'
import type { Account, Context } from './kit.ts'

export const ACTS = ['resume', 'check', 'login', 'pause'] as const
type Act = (typeof ACTS)[number]

const FORMS = [
  'challenge',
  'code',
  'session',
  'proxy',
  'settings',
  'clear-session',
  'remove',
] as const
export type FormName = (typeof FORMS)[number]

/** Irreversible actions come last, apart and in red. */
const DANGEROUS: ReadonlySet<FormName> = new Set<FormName>(['remove'])

const needsPerson = ({ state }: Account): boolean =>
  state === 'needs_operator' || state === 'suspended'

/** Which acts make sense for an account now; the first helps most. */
function actsFor(account: Account): readonly Act[] {
  const { state, session, has_password: hasPassword, paused_from: pausedFrom } = account
  const isOut = needsPerson(account) || pausedFrom === 'needs_operator'
  return ACTS.filter((act) => {
    if (act === 'resume') return state === 'paused' || state === 'proxy_error'
    if (act === 'check') return session.exists && !isOut && state !== 'needs_login'
    if (act === 'login')
      return hasPassword && account.password_refused_at === null && !isOut && state !== 'paused'
    return state !== 'paused'
  })
}

const formsFor = (account: Account): readonly FormName[] =>
  FORMS.filter((form) => {
    if (form === 'challenge') return needsPerson(account) && !account.awaits_code
    if (form === 'code') return account.awaits_code
    if (form === 'clear-session') return account.session.exists
    return true
  })

/**
 * Renders the acts on an account that a person can choose, each with what it does and what follows.
 */
export function careFor(page: Context, account: Account) {
  const { t } = page
  if (!page.may('accounts:write')) return ''
  const path = `/console/accounts/${account.id}`
  const [actions, forms] = [actsFor(account), formsFor(account)]
  const first = forms.find((form) => form === 'challenge' || form === 'code')
  const act = (name: Act, isMain: boolean) =>
    html`<li>
      <form method="post" action="${path}/act" data-morph>
        <input type="hidden" name="back" value="${ownAddress(page)}" />
        <button class="${isMain ? 'main' : ''}" name="act" value="${name}">
          ${t(`care.${name}`)}
        </button>
      </form>
      <p class="hint">${t(`care.${name}Follows`)}</p>
    </li>`
  const form = (name: FormName) =>
    html`<li class="${DANGEROUS.has(name) ? 'apart' : ''}">
      <a
        class="button ${name === first ? 'main' : ''} ${DANGEROUS.has(name) ? 'remove' : ''}"
        id="form-${name}"
        href="${path}/${name}"
        data-dialog
        >${t(`care.form_${name}`)}</a
      >
      <p class="hint">${t(`care.form_${name}_follows`)}</p>
    </li>`
  return html`<section aria-labelledby="care">
    <h2 id="care">${t('care.care')}</h2>
    <ul class="care">
      ${first === undefined ? '' : form(first)}
      ${actions.map((name, at) => act(name, first === undefined && at === 0 && account.problem !== null))}
      ${forms.filter((name) => name !== first && !DANGEROUS.has(name)).map(form)}
      <li>
        <a class="button" href="/console/publishing-accounts/${account.id}/settings" data-dialog
          >${t('care.publishing')}</a
        >
        <p class="hint">${t('care.publishingFollows')}</p>
      </li>
      ${forms.filter((name) => DANGEROUS.has(name)).map(form)}
    </ul>
  </section>`
}
