import { html } from 'hono/html'
import { LANGUAGE_CODES } from '../../../../creators/languages.ts'
import type { ProblemError } from '../../../../console/user-client.ts'
import { choiceIn } from '../../../../console/kit/choice.ts'
import { numberIn } from '../../../../console/kit/number-in.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { madeAfter, readEditForm, saveVersion } from '../../../../console/kit/save-version.ts'
import { madeOf, type Made, type Texts } from '../../../../console/edit-conflict.ts'
import { goTo } from '../../../../console/page.ts'
import { toElevation } from '../../../../console/parts/forms/elevation.ts'
import type { FieldLabels } from '../../../../console/parts/forms/conflict.ts'
import { field, checkboxField } from '../../../../console/parts/forms/field.ts'
import { formCard } from '../../../../console/parts/forms/form-card.ts'
import { languageName } from '../../../../console/parts/language-name.ts'
import { select } from '../../../../console/parts/forms/select.ts'
import type { Account, Context, SettingsChange } from './kit.ts'
import { loadAccount } from './read.ts'

const STAGES = ['', '0', '1', '2', '3'] as const
const PURPOSES = ['read', 'publish'] as const
const FORMALITIES = ['default', 'formal', 'informal'] as const

/** The values of the form; numbers are texts, an empty one is none. */
type Values = {
  purpose: (typeof PURPOSES)[number]
  language: string
  formality: (typeof FORMALITIES)[number]
  posts_limit_per_day: string
  account_age_days: string
  warmup_stage: string
  groups: readonly string[]
}

/** The initial values of every account. */
const FRESH: Omit<Values, 'purpose'> = {
  language: '',
  formality: 'default',
  posts_limit_per_day: '10',
  account_age_days: '',
  warmup_stage: '',
  groups: [],
}

/** Returns the current values of an account. */
function valuesOf(account: Account): Values {
  const { publishing } = account
  const purpose = 'purpose' in account ? account.purpose : 'publish'
  if (publishing === null) return { purpose, ...FRESH }
  const { warms_up_by_age: byAge = true } = publishing.details ?? {}
  return {
    purpose,
    language: publishing.language ?? '',
    formality: publishing.formality,
    posts_limit_per_day: String(publishing.posts_limit_per_day),
    account_age_days: String(publishing.account_age_days),
    warmup_stage: byAge ? '' : String(publishing.warmup_stage),
    groups: publishing.groups.map(({ id }) => id),
  }
}

/** The texts of the form; the age grows by itself, and groups are chosen one by one. */
const textsOf = (values: Values): Texts => ({
  purpose: values.purpose,
  language: values.language,
  formality: values.formality,
  posts_limit_per_day: values.posts_limit_per_day,
  warmup_stage: values.warmup_stage,
})

async function versionOf({ api }: Context, { id }: Account): Promise<string | null> {
  return (await api.versioned('getAccount', { params: { id } })).version
}

/** The labels of the fields of the form. */
const labelsOf = ({ t, language }: Context): FieldLabels => ({
  purpose: choiceLabel(t('settings.purpose'), (text) => {
    const purpose = PURPOSES.find((each) => each === text)
    return purpose && t(`settings.purpose_${purpose}`)
  }),
  language: choiceLabel(t('settings.language'), (text) =>
    text === '' ? t('settings.noLanguage') : languageName(language, text),
  ),
  formality: choiceLabel(t('settings.formality'), (text) => {
    const formality = FORMALITIES.find((each) => each === text)
    return formality && t(`settings.formality_${formality}`)
  }),
  warmup_stage: choiceLabel(t('settings.stage'), (text) => {
    const stage = STAGES.find((each) => each === text)
    return stage ? t(`settings.stage_${stage}`) : t('settings.byAge')
  }),
  posts_limit_per_day: t('settings.limit'),
})

const choiceLabel = (label: string, nameOf: (text: string) => string | undefined) => ({
  label,
  display: (text: string) => nameOf(text) ?? text,
})

const readValues = (form: URLSearchParams): Values => ({
  purpose: form.has('purpose') ? choiceIn(form, 'purpose', PURPOSES) : 'publish',
  language: form.get('language') ?? '',
  formality: form.has('formality') ? choiceIn(form, 'formality', FORMALITIES) : 'default',
  posts_limit_per_day: form.get('posts_limit_per_day')?.trim() ?? '',
  account_age_days: form.get('account_age_days')?.trim() ?? '',
  warmup_stage: form.get('warmup_stage') ?? '',
  groups: form.getAll('groups'),
})

/**
 * Returns the values that differ from the account's. `postAge` is the age in days that the form
 * began with, which grows by itself.
 */
function changesIn(account: Account, values: Values, postAge: string): SettingsChange {
  const stored = valuesOf(account)
  const isOther = values.purpose !== stored.purpose
  if (values.purpose === 'read') return isOther ? { purpose: 'read' } : {}
  const { account_age_days: age, groups } = values
  return {
    ...(isOther && { purpose: 'publish' }),
    ...settingsIn(values, stored),
    ...(age !== '' && age !== postAge && { account_age_days: numberIn(age) }),
    ...(!isSame(groups, stored.groups) && { groups: [...groups] }),
  }
}

/** Returns changed settings in the format of the API: null for no language and no stage. */
function settingsIn(values: Values, stored: Values): SettingsChange {
  const { language, formality, posts_limit_per_day: limit, warmup_stage: stage } = values
  return {
    ...(language !== stored.language && { language: language || null }),
    ...(formality !== stored.formality && { formality }),
    ...(limit !== stored.posts_limit_per_day && { posts_limit_per_day: numberIn(limit) }),
    ...(stage !== stored.warmup_stage && { warmup_stage: stage === '' ? null : numberIn(stage) }),
  }
}

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.toSorted().join() === others.toSorted().join()

function choicesOf(page: Context, { kind }: Account, values: Values) {
  const { t } = page
  const languages = LANGUAGE_CODES.map((code) => ({
    value: code,
    label: languageName(page.language, code),
  })).toSorted((a, b) => a.label.localeCompare(b.label, page.language))
  return html`${
    kind === 'connection'
      ? ''
      : select({
          name: 'purpose',
          label: t('settings.purpose'),
          options: PURPOSES.map((value) => ({
            value,
            label: t(`settings.purpose_${value}`),
          })),
          chosen: values.purpose,
        })
  }
  ${select({
    name: 'language',
    label: t('settings.language'),
    options: [{ value: '', label: t('settings.noLanguage') }, ...languages],
    chosen: values.language,
  })}
  ${select({
    name: 'formality',
    label: t('settings.formality'),
    options: FORMALITIES.map((value) => ({ value, label: t(`settings.formality_${value}`) })),
    chosen: values.formality,
  })}
  ${select({
    name: 'warmup_stage',
    label: t('settings.stage'),
    options: STAGES.map((value) => ({
      value,
      label: value === '' ? t('settings.byAge') : t(`settings.stage_${value}`),
    })),
    chosen: values.warmup_stage,
  })}`
}

async function groupsOf(page: Context, { publishing }: Account, chosen: readonly string[]) {
  const { api, t } = page
  const { data } = await api.call('listGroups', { query: { limit: 200 } })
  const own = (publishing?.groups ?? []).filter(({ id }) => data.every((each) => each.id !== id))
  const groups = [...data, ...own]
  return html`<fieldset>
    <legend>${t('settings.groups')}</legend>
    ${groups.length === 0 ? html`<p class="hint">${t('settings.noGroups')}</p>` : ''}
    ${groups.map(({ id, name }) =>
      checkboxField({ name: 'groups', value: id, label: name, isChosen: chosen.includes(id) }),
    )}
  </fieldset>`
}

type FormState = { values: Values; postAge: string; made: Made; error: ProblemError }

async function show(page: Context, account: Account, state?: FormState): Promise<Response> {
  const { t } = page
  const stored = valuesOf(account)
  const { values = stored, postAge = stored.account_age_days, error } = state ?? {}
  const made = state?.made ?? madeOf(await versionOf(page, account), textsOf(stored))
  const number = (name: 'posts_limit_per_day' | 'account_age_days', label: string) =>
    field({
      name,
      label,
      value: values[name],
      fault: error?.reasonAt(name),
      isNumeric: true,
      isRequired: name === 'posts_limit_per_day',
    })
  return await formCard(page, {
    title: t('settings.title', { name: `@${account.username}` }),
    follows: t('settings.follows'),
    fields: html`${choicesOf(page, account, values)}
      ${number('posts_limit_per_day', t('settings.limit'))}
      ${number('account_age_days', t('settings.age'))}
      <input type="hidden" name="shown_age" value="${postAge}" />
      ${await groupsOf(page, account, values.groups)}`,
    action: `/console/publishing-accounts/${account.id}/settings`,
    back: placeOf(account),
    submit: t('settings.submit'),
    edit: { made, labels: labelsOf(page) },
    error,
    inlineErrors: true,
  })
}

const placeOf = ({ id, publishing }: Account): string =>
  publishing === null ? `/accounts/${id}` : `/publishing-accounts/${id}`

export async function showSettings(page: Context): Promise<Response> {
  const account = await loadAccount(page)
  // Who publishes on it sees it, and no form that would be refused.
  if (!page.may('accounts:write')) return goTo(page, placeOf(account))
  return toElevation(page) ?? (await show(page, account))
}

export async function saveSettings(page: Context): Promise<Response> {
  const { api, t } = page
  const { form, made } = await readEditForm(page)
  const account = await loadAccount(page)
  const [values, postAge] = [readValues(form), form.get('shown_age') ?? '']
  const body = changesIn(account, values, postAge)
  if (Object.keys(body).length === 0)
    return goTo(page, placeOf(account), t('settings.nothingChanged'))
  const params = { id: account.id }
  const call = saveVersion({
    made,
    mine: textsOf(values),
    textsOf: (row: Account) => textsOf(valuesOf(row)),
    save: async (ifMatch) => await api.call('updateAccount', { params, body, ifMatch }),
  })
  const { refusal: error } = await refusable(call)
  if (error)
    return await show(page, account, { values, postAge, error, made: madeAfter(made, error) })
  const name = `@${account.username}`
  return goTo(page, placeOf(await loadAgain(page, account)), t('settings.saved', { name }))
}

/** A connected one that was taken out of its last group is none to publish on any more. */
async function loadAgain(page: Context, account: Account): Promise<Account> {
  const { answer } = await refusable(loadAccount(page), [404])
  return answer ?? account
}
