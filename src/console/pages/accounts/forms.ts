import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page, type Route } from '../../page.ts'
import { toElevation } from '../../parts/elevation.ts'
import { area, field, tickField } from '../../parts/field.ts'
import { formCard } from '../../parts/form-card.ts'
import { select } from '../../parts/select.ts'
import { sayIn } from '../../words.ts'
import { nowIs } from './act.ts'
import { proxyName } from '../../parts/proxy-name.ts'
import { Account, accountOf, refusalIn } from './account.ts'
import type { FormName } from './care.ts'
import { careWords } from './care-words.ts'

/** What was given, and what the API said of it; secrets are never given back. */
type Given = { fields: URLSearchParams; error?: ProblemError | undefined }

type Form = {
  name: FormName
  fields?: (page: Page, account: Account, given: Given) => unknown
  /** Sends it; null if there was nothing to change. */
  send(page: Page, account: Account, fields: URLSearchParams): Promise<Account | null>
}

const routeOf = ({ id }: Account) => `/api/accounts/${id}` as const

/** The fault at a field, by any of the names that the API has for it. */
const faultAt = ({ error }: Given, ...names: string[]): string | undefined =>
  error?.problem.errors?.find(({ field: at }) =>
    names.some((name) => at === name || at.startsWith(`${name}.`)),
  )?.reason

const textOf = (fields: URLSearchParams, name: string): string => fields.get(name)?.trim() ?? ''

/** A cookie, or a file of another program: JSON. */
const sessionIn = (text: string) =>
  text.startsWith('{') ? { session_file: text } : { sessionid: text }

const Proxies = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      label: z.string().nullable(),
      host: z.string(),
      port: z.int(),
      country: z.string().nullable(),
      accounts: z.int(),
    }),
  ),
})

const MOST_PROXIES = 200

async function proxyFields(page: Page, account: Account, given: Given) {
  const say = sayIn(page.language, careWords)
  const query = { state: 'active', spare: 'false', limit: MOST_PROXIES }
  const { data } = await page.ask('GET /api/proxies', Proxies, { query })
  const options = data
    .filter(({ id }) => id !== account.proxy?.id)
    .map(({ id, country, accounts, ...proxy }) => ({
      value: id,
      label: [proxyName(proxy), ...(country === null ? [] : [country])]
        .concat(say('proxyAccounts', { n: accounts }))
        .join(' · '),
    }))
  if (options.length === 0) return html`<p>${say('noOtherProxy')}</p>`
  const fault = faultAt(given, 'proxy_id', 'share_proxy')
  return html`${select({
    name: 'proxy_id',
    label: say('proxy'),
    options,
    chosen: given.fields.get('proxy_id') ?? undefined,
  })}
  ${fault === undefined ? '' : html`<p class="fault" lang="en">${fault}</p>`}
  ${tickField({ name: 'share_proxy', label: say('shareProxy'), isChosen: given.fields.has('share_proxy') })}`
}

function settingsFields(page: Page, account: Account, given: Given) {
  const say = sayIn(page.language, careWords)
  const { fields, error } = given
  const value = (name: string, stored: string | null) =>
    error === undefined ? (stored ?? '') : (fields.get(name) ?? '')
  const isOn = (name: string, stored: boolean) => (error === undefined ? stored : fields.has(name))
  return html`${area({
    name: 'notes',
    label: say('notes'),
    value: value('notes', account.notes),
    fault: faultAt(given, 'notes'),
    isRequired: false,
    rows: 3,
  })}
  ${field({
    name: 'time_zone',
    label: say('timeZone'),
    value: value('time_zone', account.time_zone),
    hint: say('timeZoneHint'),
    fault: faultAt(given, 'time_zone'),
    isRequired: false,
  })}
  ${tickField({ name: 'warm_up', label: say('warmUpField'), isChosen: isOn('warm_up', account.warm_up_from !== null) })}
  ${tickField({
    name: 'automatic_renewal',
    label: say('renewalField'),
    isChosen: isOn('automatic_renewal', account.automatic_renewal),
  })}
  ${field({
    name: 'password',
    label: say('newPassword'),
    type: 'password',
    autocomplete: 'new-password',
    hint: say('newPasswordHint'),
    fault: faultAt(given, 'password'),
    isRequired: false,
  })}
  ${field({
    name: 'totp_seed',
    label: say('newSeed'),
    type: 'password',
    hint: say('newSeedHint'),
    fault: faultAt(given, 'totp_seed'),
    isRequired: false,
  })}`
}

/** Only what differs from what the page showed. */
function changesIn(account: Account, fields: URLSearchParams): Record<string, unknown> {
  const text = (name: string, stored: string | null) => {
    const given = textOf(fields, name)
    return given === (stored ?? '') ? {} : { [name]: given === '' ? null : given }
  }
  const tick = (name: string, stored: boolean) =>
    fields.has(name) === stored ? {} : { [name]: fields.has(name) }
  const secret = (name: string) => {
    const given = fields.get(name) ?? ''
    return given === '' ? {} : { [name]: given }
  }
  return {
    ...text('notes', account.notes),
    ...text('time_zone', account.time_zone),
    ...tick('warm_up', account.warm_up_from !== null),
    ...tick('automatic_renewal', account.automatic_renewal),
    ...secret('password'),
    ...secret('totp_seed'),
  }
}

const FORMS: readonly Form[] = [
  {
    name: 'challenge',
    send: async (page, account) =>
      await page.ask(`POST ${routeOf(account)}/challenge`, Account, { body: { resolved: true } }),
  },
  {
    name: 'code',
    fields: (page, _, given) =>
      field({
        name: 'code',
        label: sayIn(page.language, careWords)('code'),
        isNumeric: true,
        autocomplete: 'one-time-code',
        hasFocus: true,
        fault: faultAt(given, 'code', 'body'),
      }),
    send: async (page, account, fields) =>
      await page.ask(`POST ${routeOf(account)}/challenge`, Account, {
        body: { code: textOf(fields, 'code') },
      }),
  },
  {
    name: 'session',
    fields: (page, _, given) => {
      const say = sayIn(page.language, careWords)
      return area({
        name: 'session',
        label: say('sessionText'),
        hint: say('sessionHint'),
        fault: faultAt(given, 'session_file', 'sessionid'),
        rows: 6,
      })
    },
    send: async (page, account, fields) =>
      await page.ask(`POST ${routeOf(account)}/session`, Account, {
        body: sessionIn(textOf(fields, 'session')),
      }),
  },
  {
    name: 'proxy',
    fields: proxyFields,
    send: async (page, account, fields) =>
      await page.ask(`PATCH ${routeOf(account)}`, Account, {
        body: {
          proxy_id: fields.get('proxy_id') ?? '',
          ...(fields.has('share_proxy') ? { share_proxy: true } : {}),
        },
      }),
  },
  {
    name: 'settings',
    fields: settingsFields,
    async send(page, account, fields) {
      const body = changesIn(account, fields)
      if (Object.keys(body).length === 0) return null
      return await page.ask(`PATCH ${routeOf(account)}`, Account, { body })
    },
  },
  {
    name: 'clear-session',
    send: async (page, account) => await page.ask(`DELETE ${routeOf(account)}/session`, Account),
  },
  {
    name: 'remove',
    async send(page, account) {
      await page.ask(`DELETE ${routeOf(account)}`, z.unknown())
      return null
    },
  },
]

async function show(
  page: Page,
  form: Form,
  { fields, error }: Given = { fields: new URLSearchParams() },
): Promise<Response> {
  const confirmation = toElevation(page)
  if (confirmation) return confirmation
  const account = await accountOf(page)
  const say = sayIn(page.language, careWords)
  const name = `@${account.username}`
  return await formCard(page, {
    title: say(`form_${form.name}_title`, { name }),
    follows: say(`form_${form.name}_follows`),
    fields: (await form.fields?.(page, account, { fields, error })) ?? '',
    action: `/console/accounts/${account.id}/${form.name}`,
    back: `/accounts/${account.id}`,
    submit: say(`form_${form.name}_submit`),
    error,
    saysFaults: form.fields !== undefined,
  })
}

async function submit(page: Page, form: Form): Promise<Response> {
  const account = await accountOf(page)
  const fields = await readForm(page)
  const say = sayIn(page.language, careWords)
  try {
    const changed = await form.send(page, account, fields)
    if (form.name === 'remove')
      return goTo(page, '/accounts', say('removed', { name: account.username }))
    const told = changed === null ? say('nothingChanged') : nowIs(page, changed)
    return goTo(page, `/accounts/${account.id}`, told)
  } catch (error) {
    return await show(page, form, { fields, error: refusalIn(error) })
  }
}

/** A page each, which opens as a dialog where scripts run. */
export const formRoutes: readonly Route[] = FORMS.flatMap((form) => {
  const path = `/accounts/:account/${form.name}`
  return [
    { method: 'GET', path, handle: async (page) => await show(page, form) },
    { method: 'POST', path, handle: async (page) => await submit(page, form) },
  ] satisfies Route[]
})
