import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page, type Route } from '../../page.ts'
import { toElevation } from '../../parts/elevation.ts'
import { field, tickField } from '../../parts/field.ts'
import { formCard } from '../../parts/form-card.ts'
import { sayIn } from '../../words.ts'
import { proxyName } from '../../parts/proxy-name.ts'
import { refusalIn } from '../accounts/account.ts'
import type { PROXY_FORMS } from './detail.ts'
import { Proxy, proxyOf } from './proxy.ts'
import { proxiesWords } from './words.ts'

/** What was given, and what the API said of it; the URL with its credentials is never given back. */
type Given = { fields: URLSearchParams; error?: ProblemError | undefined }

type Form = {
  name: (typeof PROXY_FORMS)[number] | 'add'
  fields(page: Page, given: Given, proxy: Proxy | null): unknown
  /** Sends it; the path below /console where it shows. */
  send(page: Page, fields: URLSearchParams, proxy: Proxy | null): Promise<string>
}

const textOf = (fields: URLSearchParams, name: string): string => fields.get(name)?.trim() ?? ''

/** Label, country and use, with what is stored or was given. */
function ownFields(page: Page, { fields, error }: Given, proxy: Proxy | null) {
  const say = sayIn(page.language, proxiesWords)
  const isFresh = error === undefined && proxy !== null
  const value = (name: 'label' | 'country') =>
    isFresh ? (proxy[name] ?? '') : (fields.get(name) ?? '')
  return html`${field({
    name: 'label',
    label: say('label'),
    value: value('label'),
    hint: say('labelHint'),
    fault: error?.reasonAt('label'),
    isRequired: false,
  })}
  ${field({
    name: 'country',
    label: say('country'),
    value: value('country'),
    hint: say('countryHint'),
    fault: error?.reasonAt('country'),
    isRequired: false,
  })}
  ${tickField({
    name: 'is_spare',
    label: say('spareField'),
    isChosen: isFresh ? proxy.is_spare : fields.has('is_spare'),
  })}
  ${error?.reasonAt('is_spare') === undefined ? '' : html`<p class="fault" lang="en">${error.reasonAt('is_spare')}</p>`}`
}

const PROXIES_NAMED = 200
const Named = z.object({ data: z.array(Proxy) })

async function otherField(page: Page, { fields, error }: Given, proxy: Proxy | null) {
  const say = sayIn(page.language, proxiesWords)
  const query = { state: 'active', limit: PROXIES_NAMED }
  const { data } = await page.ask('GET /api/proxies', Named, { query })
  const others = data.filter(({ id, is_spare: isSpare }) => id !== proxy?.id && !isSpare)
  return html`${field({
      name: 'proxy_id',
      label: say('other'),
      value: fields.get('proxy_id') ?? '',
      hint: say('otherHint'),
      list: 'others',
      fault: error?.reasonAt('proxy_id') ?? error?.reasonAt('id'),
    })}
    <datalist id="others">
      ${others.map(
        (other) =>
          html`<option value="${other.label ?? other.id}">
            ${proxyName(other)} · ${say('accountsOn', { n: other.accounts })}
          </option>`,
      )}
    </datalist>
    ${tickField({ name: 'share_proxy', label: say('shareField'), isChosen: fields.has('share_proxy') })}`
}

const FORMS: readonly Form[] = [
  {
    name: 'add',
    fields: (page, given) => {
      const say = sayIn(page.language, proxiesWords)
      return html`${field({
        name: 'url',
        label: say('url'),
        type: 'password',
        hint: say('urlHint'),
        fault: given.error?.reasonAt('url'),
        hasFocus: true,
      })}
      ${ownFields(page, given, null)}`
    },
    async send(page, fields) {
      const [label, country] = [textOf(fields, 'label'), textOf(fields, 'country')]
      const { id } = await page.ask('POST /api/proxies', Proxy, {
        body: {
          url: textOf(fields, 'url'),
          ...(label === '' ? {} : { label }),
          ...(country === '' ? {} : { country }),
          is_spare: fields.has('is_spare'),
        },
      })
      return `/proxies/${id}`
    },
  },
  {
    name: 'change',
    fields: ownFields,
    async send(page, fields, proxy) {
      const [label, country] = [textOf(fields, 'label'), textOf(fields, 'country')]
      await page.ask(`PATCH /api/proxies/${proxy?.id ?? ''}`, Proxy, {
        body: {
          label: label === '' ? null : label,
          country: country === '' ? null : country,
          is_spare: fields.has('is_spare'),
        },
      })
      return `/proxies/${proxy?.id ?? ''}`
    },
  },
  {
    name: 'replace',
    fields: otherField,
    async send(page, fields, proxy) {
      const { id } = await page.ask(`POST /api/proxies/${proxy?.id ?? ''}/replace`, Proxy, {
        body: {
          proxy_id: textOf(fields, 'proxy_id'),
          ...(fields.has('share_proxy') ? { share_proxy: true } : {}),
        },
      })
      return `/proxies/${id}`
    },
  },
  {
    name: 'remove',
    fields: (page, _, proxy) =>
      (proxy?.accounts ?? 0) > 0
        ? html`<p>
            ${sayIn(page.language, proxiesWords)('removeFirst', { n: proxy?.accounts ?? 0 })}
          </p>`
        : '',
    async send(page, _, proxy) {
      await page.ask(`DELETE /api/proxies/${proxy?.id ?? ''}`, z.unknown())
      return '/proxies'
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
  const say = sayIn(page.language, proxiesWords)
  const proxy = form.name === 'add' ? null : await proxyOf(page)
  const values = valuesOf(proxy)
  const isInUse = form.name === 'remove' && values.n > 0
  return await formCard(page, {
    ...placeOf(form, proxy),
    title: say(`form_${form.name}_title`, values),
    follows: say(`form_${form.name}_follows`, values),
    fields: await form.fields(page, { fields, error }, proxy),
    submit: isInUse ? undefined : say(`form_${form.name}_submit`, values),
    error,
    saysFaults: form.name !== 'remove',
  })
}

/** What the words of a form name. */
const valuesOf = (proxy: Proxy | null) =>
  proxy === null ? { name: '', n: 0 } : { name: proxyName(proxy), n: proxy.accounts }

function placeOf({ name }: Form, proxy: Proxy | null): { action: string; back: string } {
  if (proxy === null) return { action: '/console/proxies/+add', back: '/proxies' }
  const back = `/proxies/${proxy.id}`
  return { action: `/console${back}/${name}`, back }
}

async function submit(page: Page, form: Form): Promise<Response> {
  const proxy = form.name === 'add' ? null : await proxyOf(page)
  const fields = await readForm(page)
  try {
    const path = await form.send(page, fields, proxy)
    const told = sayIn(page.language, proxiesWords)(`form_${form.name}_done`, valuesOf(proxy))
    return goTo(page, path, told)
  } catch (error) {
    return await show(page, form, { fields, error: refusalIn(error) })
  }
}

/** A page each, which opens as a dialog where scripts run. */
export const formRoutes: readonly Route[] = FORMS.flatMap((form) => {
  const path = form.name === 'add' ? '/proxies/+add' : `/proxies/:proxy/${form.name}`
  return [
    { method: 'GET', path, handle: async (page) => await show(page, form) },
    { method: 'POST', path, handle: async (page) => await submit(page, form) },
  ] satisfies Route[]
})
