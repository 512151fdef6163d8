import { html } from 'hono/html'
import type { ProblemError } from '../../../../console/user-client.ts'
import { madeOf, type Made } from '../../../../console/edit-conflict.ts'
import { goTo } from '../../../../console/page.ts'
import { yesOrNo } from '../../../../console/kit/form-fields.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { madeAfter, readEditForm, saveVersion } from '../../../../console/kit/save-version.ts'
import { countryName } from '../../../../console/parts/country-name.ts'
import { countryField } from '../../../../console/parts/forms/country.ts'
import { toElevation } from '../../../../console/parts/forms/elevation.ts'
import { field, checkboxField } from '../../../../console/parts/forms/field.ts'
import { formCard } from '../../../../console/parts/forms/form-card.ts'
import { proxyName } from '../../../../console/parts/proxy-name.ts'
import { REFUSALS } from '../refusals.ts'
import type { PROXY_FORMS } from './detail.ts'
import { proxyOf } from './proxy.ts'
import type { Context, Proxy, Routes } from './kit.ts'

/** The input, and the API's error about it; the URL with its credentials is never given back. */
type FormState = { fields: URLSearchParams; made: Made; error?: ProblemError | undefined }

const NO_FORM = madeOf(null, {})

type Form = {
  name: (typeof PROXY_FORMS)[number] | 'add'
  fields(page: Context, state: FormState, proxy: Proxy | null): unknown
  /** Sends it; the path below /console where it shows. */
  send(page: Context, sent: FormState, proxy: Proxy | null): Promise<string>
}

const textOf = (fields: URLSearchParams, name: string): string => fields.get(name)?.trim() ?? ''

/** Label, country and use, with what is stored or was given. */
function ownFields(page: Context, { fields, error }: FormState, proxy: Proxy | null) {
  const { t } = page
  const isFresh = error === undefined && proxy !== null
  const value = (name: 'label' | 'country') =>
    isFresh ? (proxy[name] ?? '') : (fields.get(name) ?? '')
  return html`${field({
    name: 'label',
    label: t('label'),
    value: value('label'),
    hint: t('labelHint'),
    fault: error?.reasonAt('label'),
    isRequired: false,
  })}
  ${countryField({
    language: page.language,
    name: 'country',
    label: t('country'),
    value: value('country'),
    none: t('noCountry'),
    fault: error?.reasonAt('country'),
  })}
  ${checkboxField({
    name: 'is_spare',
    label: t('spareField'),
    isChosen: isFresh ? proxy.is_spare : fields.has('is_spare'),
  })}
  ${
    error?.reasonAt('is_spare') === undefined
      ? ''
      : html`<p class="fault">${error.reasonAt('is_spare')}</p>`
  }`
}

const PROXIES_NAMED = 200

async function otherField(page: Context, { fields, error }: FormState, proxy: Proxy | null) {
  const { t } = page
  const query = { state: 'active', limit: PROXIES_NAMED } as const
  const { data } = await page.api.call('listProxies', { query })
  const others = data.filter(({ id, is_spare: isSpare }) => id !== proxy?.id && !isSpare)
  return html`${field({
      name: 'proxy_id',
      label: t('other'),
      value: fields.get('proxy_id') ?? '',
      hint: t('otherHint'),
      list: 'others',
      fault: error?.reasonAt('proxy_id') ?? error?.reasonAt('id'),
    })}
    <datalist id="others">
      ${others.map(
        (other) =>
          html`<option value="${other.label ?? other.id}">
            ${proxyName(other)} · ${t('accountsOn', { n: other.accounts })}
          </option>`,
      )}
    </datalist>
    ${checkboxField({ name: 'share_proxy', label: t('shareField'), isChosen: fields.has('share_proxy') })}`
}

type OwnFields = Pick<Proxy, 'label' | 'country' | 'is_spare'>

const textsFor = ({ label, country, is_spare: isSpare }: OwnFields) => ({
  label: label ?? '',
  country: country ?? '',
  is_spare: isSpare ? 'true' : '',
})

/** The labels of the fields of the form. */
const labelsOf = ({ t, language }: Context) => ({
  label: t('label'),
  country: { label: t('country'), display: (text: string) => countryName(language, text) },
  is_spare: { label: t('spareField'), display: (text: string) => yesOrNo(language, text) },
})

const FORMS: readonly Form[] = [
  {
    name: 'add',
    fields: (page, state) => {
      const { t } = page
      return html`${field({
        name: 'url',
        label: t('url'),
        type: 'password',
        hint: t('urlHint'),
        fault: state.error?.reasonAt('url'),
        hasFocus: true,
      })}
      ${ownFields(page, state, null)}`
    },
    async send(page, { fields }) {
      const [label, country] = [textOf(fields, 'label'), textOf(fields, 'country')]
      const { id } = await page.api.call('addProxy', {
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
    async send(page, { fields, made }, proxy) {
      const [label, country] = [textOf(fields, 'label'), textOf(fields, 'country')]
      const is_spare = fields.has('is_spare')
      const params = { id: proxy?.id ?? '' }
      const body = { label: label || null, country: country || null, is_spare }
      await saveVersion({
        made,
        mine: textsFor({ label, country, is_spare }),
        textsOf: textsFor,
        save: async (ifMatch) => await page.api.call('updateProxy', { params, body, ifMatch }),
      })
      return `/proxies/${proxy?.id ?? ''}`
    },
  },
  {
    name: 'replace',
    fields: otherField,
    async send(page, { fields }, proxy) {
      const { id } = await page.api.call('replaceProxy', {
        params: { id: proxy?.id ?? '' },
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
    fields: ({ t }, _, proxy) =>
      (proxy?.accounts ?? 0) > 0
        ? html`<p>${t('removeFirst', { n: proxy?.accounts ?? 0 })}</p>`
        : '',
    async send(page, _, proxy) {
      await page.api.call('removeProxy', { params: { id: proxy?.id ?? '' } })
      return '/proxies'
    },
  },
]

async function show(
  page: Context,
  form: Form,
  sent: FormState = { fields: new URLSearchParams(), made: NO_FORM },
): Promise<Response> {
  const confirmation = toElevation(page)
  if (confirmation) return confirmation
  const { t } = page
  const { error } = sent
  const read = form.name === 'add' ? null : await proxyOf(page)
  const proxy = read?.answer ?? null
  const made =
    sent.made === NO_FORM && read ? madeOf(read.version, textsFor(read.answer)) : sent.made
  const values = valuesOf(proxy)
  const isInUse = form.name === 'remove' && values.n > 0
  return await formCard(page, {
    ...placeOf(form, proxy),
    title: t(`form_${form.name}_title`, values),
    follows: t(`form_${form.name}_follows`, values),
    fields: await form.fields(page, sent, proxy),
    ...(form.name === 'change' && { edit: { made, labels: labelsOf(page) } }),
    submit: isInUse ? undefined : t(`form_${form.name}_submit`, values),
    error,
    inlineErrors: form.name !== 'remove',
    isDangerous: form.name === 'remove',
  })
}

/** Returns the values that the words of a form name. */
const valuesOf = (proxy: Proxy | null) =>
  proxy === null ? { name: '', n: 0 } : { name: proxyName(proxy), n: proxy.accounts }

function placeOf({ name }: Form, proxy: Proxy | null): { action: string; back: string } {
  if (proxy === null) return { action: '/console/proxies/+add', back: '/proxies' }
  const back = `/proxies/${proxy.id}`
  return { action: `/console${back}/${name}`, back }
}

async function submit(page: Context, form: Form): Promise<Response> {
  const proxy = form.name === 'add' ? null : (await proxyOf(page)).answer
  const { form: fields, made } = await readEditForm(page)
  const call = form.send(page, { fields, made }, proxy)
  const { answer: path, refusal: error } = await refusable(call, REFUSALS)
  if (error) return await show(page, form, { fields, error, made: madeAfter(made, error) })
  return goTo(page, path, page.t(`form_${form.name}_done`, valuesOf(proxy)))
}

/** A page each, which opens as a dialog where scripts run. */
export const formRoutes: Routes = Object.fromEntries(
  FORMS.flatMap((form) => {
    const path = form.name === 'add' ? '/proxies/+add' : `/proxies/:proxy/${form.name}`
    return [
      [`GET ${path}`, async (page: Context) => await show(page, form)],
      [`POST ${path}`, async (page: Context) => await submit(page, form)],
    ]
  }),
)
