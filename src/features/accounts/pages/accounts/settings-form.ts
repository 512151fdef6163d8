import { html } from 'hono/html'
import { madeOf, type Made, type Texts } from '../../../../console/edit-conflict.ts'
import { yesOrNo } from '../../../../console/kit/form-fields.ts'
import { area, checkboxField, field } from '../../../../console/parts/forms/field.ts'
import { faultAt, textOf, type FormState } from './form-state.ts'
import type { Account, AccountChange, Context } from './kit.ts'

/** The fields of the settings; secrets are empty. */
export function settingsFields(page: Context, account: Account, state: FormState) {
  const { t } = page
  const { fields, error } = state
  const value = (name: string, stored: string | null) =>
    error === undefined ? (stored ?? '') : (fields.get(name) ?? '')
  const isOn = (name: string, stored: boolean) => (error === undefined ? stored : fields.has(name))
  return html`${area({
    name: 'notes',
    label: t('care.notes'),
    value: value('notes', account.notes),
    fault: faultAt(state, 'notes'),
    isRequired: false,
    rows: 3,
  })}
  ${field({
    name: 'time_zone',
    label: t('care.timeZone'),
    value: value('time_zone', account.time_zone),
    hint: t('care.timeZoneHint'),
    fault: faultAt(state, 'time_zone'),
    isRequired: false,
  })}
  ${checkboxField({
    name: 'warm_up',
    label: t('care.warmUpField'),
    isChosen: isOn('warm_up', account.warm_up_from !== null),
  })}
  ${checkboxField({
    name: 'automatic_renewal',
    label: t('care.renewalField'),
    isChosen: isOn('automatic_renewal', account.automatic_renewal),
  })}
  ${field({
    name: 'password',
    label: t('care.newPassword'),
    type: 'password',
    autocomplete: 'new-password',
    hint: t('care.newPasswordHint'),
    fault: faultAt(state, 'password'),
    isRequired: false,
  })}
  ${field({
    name: 'totp_seed',
    label: t('care.newSeed'),
    type: 'password',
    hint: t('care.newSeedHint'),
    fault: faultAt(state, 'totp_seed'),
    isRequired: false,
  })}`
}

/** The texts of the settings; secrets have none. */
export const textsOf = (account: Account): Texts => ({
  notes: account.notes ?? '',
  time_zone: account.time_zone ?? '',
  warm_up: account.warm_up_from === null ? '' : 'true',
  automatic_renewal: account.automatic_renewal ? 'true' : '',
})

/** The texts of the settings in a form. */
export const textsIn = (fields: URLSearchParams): Texts =>
  Object.fromEntries(
    ['notes', 'time_zone', 'warm_up', 'automatic_renewal'].map((name) => [
      name,
      textOf(fields, name),
    ]),
  )

/** The labels of the fields of the settings. */
function labelsOf({ t, language }: Context) {
  const flag = (label: string) => ({ label, display: (text: string) => yesOrNo(language, text) })
  return {
    notes: t('care.notes'),
    time_zone: t('care.timeZone'),
    warm_up: flag(t('care.warmUpField')),
    automatic_renewal: flag(t('care.renewalField')),
  }
}

/** Returns the origin of the settings: that of the page, or as they are now. */
export async function editOf(page: Context, account: Account, made: Made | undefined) {
  const labels = labelsOf(page)
  if (made) return { made, labels }
  const { version } = await page.api.versioned('getAccount', { params: { id: account.id } })
  return { made: madeOf(version, textsOf(account)), labels }
}

/** Only what differs from what the page showed. */
export function changesIn(account: Account, fields: URLSearchParams): AccountChange {
  const text = (name: string, stored: string | null) => {
    const input = textOf(fields, name)
    return input === (stored ?? '') ? {} : { [name]: input === '' ? null : input }
  }
  const checkbox = (name: string, stored: boolean) =>
    fields.has(name) === stored ? {} : { [name]: fields.has(name) }
  const secret = (name: string) => {
    const fieldValue = fields.get(name) ?? ''
    return fieldValue === '' ? {} : { [name]: fieldValue }
  }
  return {
    ...text('notes', account.notes),
    ...text('time_zone', account.time_zone),
    ...checkbox('warm_up', account.warm_up_from !== null),
    ...checkbox('automatic_renewal', account.automatic_renewal),
    ...secret('password'),
    ...secret('totp_seed'),
  }
}
