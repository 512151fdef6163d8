import { html } from 'hono/html'
import { numberIn } from '../../../console/kit/number-in.ts'
import { area, checkboxField, field } from '../../../console/parts/forms/field.ts'
import { refused } from '../../../console/parts/refused.ts'
import type { ProblemError } from '../../../console/user-client.ts'
import type { Context, Webhook } from './kit.ts'

const NAMES = [
  'name',
  'url',
  'authorization',
  'template',
  'batch_size',
  'rows_field',
  'is_active',
] as const
type Name = (typeof NAMES)[number]
export type Values = Record<Name, string>

/** The beginning of a form: its template has two placeholders as an example. */
export const NEW_VALUES: Values = {
  name: '',
  url: '',
  authorization: '',
  template: '{\n  "username": "{{username}}",\n  "name": "{{full_name}}"\n}',
  batch_size: '100',
  rows_field: '',
  is_active: 'true',
}

export const textsOf = (webhook: Webhook): Values => ({
  name: webhook.name,
  url: '',
  authorization: '',
  template: webhook.template,
  batch_size: String(webhook.batch_size),
  rows_field: webhook.rows_field ?? '',
  is_active: String(webhook.is_active),
})

/** Reads the form as texts: a checkbox that is off is not sent. */
export function valuesIn(form: URLSearchParams): Values {
  const text = (name: Name) => form.get(name)?.trim() ?? ''
  return {
    name: text('name'),
    url: text('url'),
    authorization: text('authorization'),
    template: text('template'),
    batch_size: text('batch_size'),
    rows_field: text('rows_field'),
    is_active: String(form.get('is_active') === 'true'),
  }
}

/** The fields that making and changing have in common; secrets that are empty stay. */
export const bodyIn = (values: Values) => ({
  name: values.name,
  template: values.template,
  batch_size: numberIn(values.batch_size),
  rows_field: values.rows_field === '' ? null : values.rows_field,
  is_active: values.is_active === 'true',
  ...(values.authorization !== '' && { authorization: values.authorization }),
})

type State = {
  values: Values
  error: ProblemError | undefined
  placeholders: readonly string[]
  /** The webhook that is changed; undefined for a new one. */
  webhook: Webhook | undefined
}

export function webhookFields(page: Context, state: State) {
  const { t } = page
  const { values, error, placeholders, webhook } = state
  const fault = (name: Name) => error?.reasonAt(name)
  return html`${error && !error.problem.errors?.length ? refused(page, error) : ''}
    ${field({ name: 'name', label: t('name'), value: values.name, fault: fault('name') })}
    ${field({
      name: 'url',
      label: t('url'),
      type: 'url',
      value: values.url,
      hint: webhook ? t('urlStays', { host: webhook.host }) : t('urlHint'),
      fault: fault('url'),
      isRequired: !webhook,
      isSecret: true,
    })}
    ${field({
      name: 'authorization',
      label: t('authorization'),
      type: 'password',
      hint: t(webhook?.has_authorization ? 'authorizationStays' : 'authorizationHint'),
      fault: fault('authorization'),
      isRequired: false,
      isSecret: true,
      autocomplete: 'new-password',
    })}
    ${area({
      name: 'template',
      label: t('template'),
      value: values.template,
      hint: t('templateHint'),
      fault: fault('template'),
      rows: 8,
    })}
    <p class="hint">
      ${t('placeholders')} <code>${placeholders.map((each) => `{{${each}}}`).join(' ')}</code>
    </p>
    <div class="pair">
      ${field({
        name: 'batch_size',
        label: t('batchSize'),
        value: values.batch_size,
        fault: fault('batch_size'),
        isNumeric: true,
      })}
      ${field({
        name: 'rows_field',
        label: t('rowsField'),
        value: values.rows_field,
        hint: t('rowsFieldHint'),
        fault: fault('rows_field'),
        isRequired: false,
      })}
    </div>
    ${checkboxField({
      name: 'is_active',
      label: t('isActive'),
      isChosen: values.is_active === 'true',
    })}`
}
