import { html } from 'hono/html'
import type { Made } from '../../../../console/edit-conflict.ts'
import { goTo } from '../../../../console/page.ts'
import { madeAfter, readEditForm, saveVersion } from '../../../../console/kit/save-version.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { countryName } from '../../../../console/parts/country-name.ts'
import { toElevation } from '../../../../console/parts/forms/elevation.ts'
import { area, field, checkboxField } from '../../../../console/parts/forms/field.ts'
import { formCard } from '../../../../console/parts/forms/form-card.ts'
import { select } from '../../../../console/parts/forms/select.ts'
import { nowIs, type Changed } from './act.ts'
import { proxyName } from '../../../../console/parts/proxy-name.ts'
import { REFUSALS } from '../refusals.ts'
import { accountOf } from './account.ts'
import { faultAt, textOf, type FormState } from './form-state.ts'
import { changesIn, editOf, settingsFields, textsIn, textsOf } from './settings-form.ts'
import type { FormName } from './care.ts'
import type { Account, Context, Routes } from './kit.ts'

type Form = {
  name: FormName
  fields?: (page: Context, account: Account, state: FormState) => unknown
  /** Sends it; null if there was nothing to change. */
  send(
    page: Context,
    account: Account,
    fields: URLSearchParams,
    made: Made,
  ): Promise<Changed | null>
}

/** A cookie, or a file of another program: JSON. */
const sessionIn = (text: string) =>
  text.startsWith('{') ? { session_file: text } : { sessionid: text }

const MAX_PROXIES = 200

async function proxyFields(page: Context, account: Account, state: FormState) {
  const { t } = page
  const query = { state: 'active', spare: 'false', limit: MAX_PROXIES } as const
  const { data } = await page.api.call('listProxies', { query })
  const options = data
    .filter(({ id }) => id !== account.proxy?.id)
    .map(({ id, country, accounts, ...proxy }) => ({
      value: id,
      label: [proxyName(proxy), ...(country === null ? [] : [countryName(page.language, country)])]
        .concat(t('care.proxyAccounts', { n: accounts }))
        .join(' · '),
    }))
  if (options.length === 0) return html`<p>${t('care.noOtherProxy')}</p>`
  const fault = faultAt(state, 'proxy_id', 'share_proxy')
  return html`${select({
    name: 'proxy_id',
    label: t('care.proxy'),
    options,
    chosen: state.fields.get('proxy_id') ?? undefined,
  })}
  ${fault === undefined ? '' : html`<p class="fault">${fault}</p>`}
  ${checkboxField({ name: 'share_proxy', label: t('care.shareProxy'), isChosen: state.fields.has('share_proxy') })}`
}

const FORMS: readonly Form[] = [
  {
    name: 'challenge',
    send: async (page, account) =>
      await page.api.call('settleChallenge', {
        params: { id: account.id },
        body: { resolved: true },
      }),
  },
  {
    name: 'code',
    fields: ({ t }, _, state) =>
      field({
        name: 'code',
        label: t('care.code'),
        isNumeric: true,
        autocomplete: 'one-time-code',
        hasFocus: true,
        fault: faultAt(state, 'code', 'body'),
      }),
    send: async (page, account, fields) =>
      await page.api.call('settleChallenge', {
        params: { id: account.id },
        body: { code: textOf(fields, 'code') },
      }),
  },
  {
    name: 'session',
    fields: ({ t }, _, state) =>
      area({
        name: 'session',
        label: t('care.sessionText'),
        hint: t('care.sessionHint'),
        fault: faultAt(state, 'session_file', 'sessionid'),
        rows: 6,
        isSecret: true,
      }),
    send: async (page, account, fields) =>
      await page.api.call('setAccountSession', {
        params: { id: account.id },
        body: sessionIn(textOf(fields, 'session')),
      }),
  },
  {
    name: 'proxy',
    fields: proxyFields,
    send: async (page, account, fields) =>
      await page.api.call('updateAccount', {
        params: { id: account.id },
        body: {
          proxy_id: fields.get('proxy_id') ?? '',
          ...(fields.has('share_proxy') ? { share_proxy: true } : {}),
        },
      }),
  },
  {
    name: 'settings',
    fields: settingsFields,
    async send(page, account, fields, made) {
      const body = changesIn(account, fields)
      if (Object.keys(body).length === 0) return null
      const params = { id: account.id }
      return await saveVersion({
        made,
        mine: textsIn(fields),
        textsOf,
        save: async (ifMatch) => await page.api.call('updateAccount', { params, body, ifMatch }),
      })
    },
  },
  {
    name: 'clear-session',
    send: async (page, account) =>
      await page.api.call('clearAccountSession', { params: { id: account.id } }),
  },
  {
    name: 'remove',
    async send(page, account) {
      await page.api.call('removeAccount', { params: { id: account.id } })
      return null
    },
  },
]

async function show(
  page: Context,
  form: Form,
  { fields, made, error }: FormState = { fields: new URLSearchParams() },
): Promise<Response> {
  const { t } = page
  const confirmation = toElevation(page)
  if (confirmation) return confirmation
  const account = await accountOf(page)
  const name = `@${account.username}`
  return await formCard(page, {
    title: t(`care.form_${form.name}_title`, { name }),
    follows: t(`care.form_${form.name}_follows`),
    fields: (await form.fields?.(page, account, { fields, error })) ?? '',
    action: `/console/accounts/${account.id}/${form.name}`,
    back: `/accounts/${account.id}`,
    submit: t(`care.form_${form.name}_submit`),
    error,
    edit: form.name === 'settings' ? await editOf(page, account, made) : undefined,
    inlineErrors: form.fields !== undefined,
    isDangerous: form.name === 'remove',
  })
}

async function submit(page: Context, form: Form): Promise<Response> {
  const { t } = page
  const account = await accountOf(page)
  const { form: fields, made } = await readEditForm(page)
  const call = form.send(page, account, fields, made)
  const { answer, refusal: error } = await refusable(call, REFUSALS)
  if (error) return await show(page, form, { fields, error, made: madeAfter(made, error) })
  if (form.name === 'remove')
    return goTo(page, '/accounts', t('care.removed', { name: account.username }))
  const flash = answer === null ? t('care.nothingChanged') : nowIs(page, answer)
  return goTo(page, `/accounts/${account.id}`, flash)
}

/** A page each, which opens as a dialog where scripts run. */
export const formRoutes: Routes = Object.fromEntries(
  FORMS.flatMap((form) => [
    [`GET /accounts/:account/${form.name}`, async (page: Context) => await show(page, form)],
    [`POST /accounts/:account/${form.name}`, async (page: Context) => await submit(page, form)],
  ]),
)
