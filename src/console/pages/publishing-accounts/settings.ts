import { html } from 'hono/html'
import { LANGUAGE_CODES } from '../../../creators/languages.ts'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { toElevation } from '../../parts/elevation.ts'
import { field, tickField } from '../../parts/field.ts'
import { formCard } from '../../parts/form-card.ts'
import { languageName } from '../../parts/language-name.ts'
import { select } from '../../parts/select.ts'
import { sayIn } from '../../words.ts'
import { Groups } from '../groups/data.ts'
import { FORMALITIES, loadOne, type One } from './data.ts'
import { settingsWords } from './settings-words.ts'

const STAGES = ['', '0', '1', '2', '3'] as const

/** The values of the form, as text. */
type Values = {
  purpose: string
  language: string
  formality: string
  posts_limit_per_day: string
  account_age_days: string
  warmup_stage: string
  groups: readonly string[]
}

/** With what every account begins. */
const FRESH: Omit<Values, 'purpose'> = {
  language: '',
  formality: 'default',
  posts_limit_per_day: '10',
  account_age_days: '',
  warmup_stage: '',
  groups: [],
}

/** What an account has now. */
function valuesOf({ purpose, publishing }: One): Values {
  const own = { purpose: purpose ?? 'publish' }
  if (publishing === null) return { ...own, ...FRESH }
  const { warms_up_by_age: byAge = true } = publishing.details ?? {}
  return {
    ...own,
    language: publishing.language ?? '',
    formality: publishing.formality,
    posts_limit_per_day: String(publishing.posts_limit_per_day),
    account_age_days: String(publishing.account_age_days),
    warmup_stage: byAge ? '' : String(publishing.warmup_stage),
    groups: publishing.groups.map(({ id }) => id),
  }
}

const readValues = (form: URLSearchParams): Values => ({
  purpose: form.get('purpose') ?? 'publish',
  language: form.get('language') ?? '',
  formality: form.get('formality') ?? 'default',
  posts_limit_per_day: form.get('posts_limit_per_day')?.trim() ?? '',
  account_age_days: form.get('account_age_days')?.trim() ?? '',
  warmup_stage: form.get('warmup_stage') ?? '',
  groups: form.getAll('groups'),
})

/** What differs from what the account has; `shownAge` is the age that the form began with, which grows by itself. */
function changesIn(account: One, given: Values, shownAge: string): Record<string, unknown> {
  const stored = valuesOf(account)
  const isOther = given.purpose !== stored.purpose
  if (given.purpose === 'read') return isOther ? { purpose: 'read' } : {}
  const changes: Record<string, unknown> = isOther ? { purpose: 'publish' } : {}
  for (const name of SETTINGS)
    if (given[name] !== stored[name]) changes[name] = settingOf(name, given[name])
  const { account_age_days: age } = given
  if (age !== '' && age !== shownAge) changes['account_age_days'] = Number(age)
  const groups = given.groups.toSorted().join() !== stored.groups.toSorted().join()
  return { ...changes, ...(groups && { groups: given.groups }) }
}

const SETTINGS = ['language', 'formality', 'posts_limit_per_day', 'warmup_stage'] as const

/** As the API takes it: no language and no stage are null. */
function settingOf(name: (typeof SETTINGS)[number], text: string): string | number | null {
  if (name === 'formality') return text
  if (name === 'posts_limit_per_day') return Number(text)
  if (text === '') return null
  return name === 'language' ? text : Number(text)
}

function choicesOf(page: Page, { kind }: One, values: Values) {
  const say = sayIn(page.language, settingsWords)
  const languages = LANGUAGE_CODES.map((code) => ({
    value: code,
    label: languageName(page.language, code),
  })).toSorted((a, b) => a.label.localeCompare(b.label, page.language))
  return html`${
    kind === 'connection'
      ? ''
      : select({
          name: 'purpose',
          label: say('purpose'),
          options: (['read', 'publish'] as const).map((value) => ({
            value,
            label: say(`purpose_${value}`),
          })),
          chosen: values.purpose,
        })
  }
  ${select({
    name: 'language',
    label: say('language'),
    options: [{ value: '', label: say('noLanguage') }, ...languages],
    chosen: values.language,
  })}
  ${select({
    name: 'formality',
    label: say('formality'),
    options: FORMALITIES.map((value) => ({ value, label: say(`formality_${value}`) })),
    chosen: values.formality,
  })}
  ${select({
    name: 'warmup_stage',
    label: say('stage'),
    options: STAGES.map((value) => ({
      value,
      label: value === '' ? say('byAge') : say(`stage_${value}`),
    })),
    chosen: values.warmup_stage,
  })}`
}

async function groupsOf(page: Page, { publishing }: One, chosen: readonly string[]) {
  const say = sayIn(page.language, settingsWords)
  const { data } = await page.ask('GET /api/groups', Groups, { query: { limit: 200 } })
  const own = (publishing?.groups ?? []).filter(({ id }) => data.every((each) => each.id !== id))
  const groups = [...data, ...own]
  return html`<fieldset>
    <legend>${say('groups')}</legend>
    ${groups.length === 0 ? html`<p class="hint">${say('noGroups')}</p>` : ''}
    ${groups.map(({ id, name }) =>
      tickField({ name: 'groups', value: id, label: name, isChosen: chosen.includes(id) }),
    )}
  </fieldset>`
}

type Given = { values: Values; shownAge: string; error: ProblemError }

async function show(page: Page, account: One, given?: Given): Promise<Response> {
  const say = sayIn(page.language, settingsWords)
  const stored = valuesOf(account)
  const { values = stored, shownAge = stored.account_age_days, error } = given ?? {}
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
    title: say('title', { name: `@${account.username}` }),
    follows: say('follows'),
    fields: html`${choicesOf(page, account, values)} ${number('posts_limit_per_day', say('limit'))}
      ${number('account_age_days', say('age'))}
      <input type="hidden" name="shown_age" value="${shownAge}" />
      ${await groupsOf(page, account, values.groups)}`,
    action: `/console/publishing-accounts/${account.id}/settings`,
    back: placeOf(account),
    submit: say('submit'),
    error,
    saysFaults: true,
  })
}

const placeOf = ({ id, publishing }: One): string =>
  publishing === null ? `/accounts/${id}` : `/publishing-accounts/${id}`

export async function showSettings(page: Page): Promise<Response> {
  const account = await loadOne(page)
  // Who publishes on it sees it, and no form that would be refused.
  if (!page.may('accounts:write')) return goTo(page, placeOf(account))
  return toElevation(page) ?? (await show(page, account))
}

const isFault = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && [409, 422].includes(error.problem.status)

export async function saveSettings(page: Page): Promise<Response> {
  const say = sayIn(page.language, settingsWords)
  const form = await readForm(page)
  const account = await loadOne(page)
  const [values, shownAge] = [readValues(form), form.get('shown_age') ?? '']
  const body = changesIn(account, values, shownAge)
  if (Object.keys(body).length === 0) return goTo(page, placeOf(account), say('nothingChanged'))
  try {
    await page.ask(`PATCH /api/accounts/${account.id}`, z.unknown(), { body })
  } catch (error) {
    if (!isFault(error)) throw error
    return await show(page, account, { values, shownAge, error })
  }
  const name = `@${account.username}`
  return goTo(page, placeOf(await loadAgain(page, account)), say('saved', { name }))
}

/** A connected one that was taken out of its last group is none to publish on any more. */
async function loadAgain(page: Page, account: One): Promise<One> {
  try {
    return await loadOne(page)
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 404) throw error
    return account
  }
}
