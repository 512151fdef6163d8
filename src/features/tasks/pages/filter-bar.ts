import { html } from 'hono/html'
import { boolAttr } from '../../../console/parts/attributes.ts'
import { hiddenFields } from '../../../console/parts/forms/bulk.ts'
import { chips } from '../../../console/parts/chips.ts'
import { checkboxField } from '../../../console/parts/forms/field.ts'
import { taskType } from '../../../console/parts/task-type.ts'
import { errorName, errorWords } from '../../../console/words/errors.ts'
import { addressOf, AGES, type Filter, type FilterName } from './filter.ts'
import type { Context } from './kit.ts'

/** `names` are the types that gramd has. */
export function filterBar(page: Context, filter: Filter, names: readonly string[]) {
  const { t, language } = page
  const types = [...new Set([...names, ...(filter.task_type ? [filter.task_type] : [])])]
  const { status, error_message, batch_id, job_id, created_after, created_before } = filter
  const search = (name: 'text' | 'creator') =>
    html`<input
      type="search"
      id="${name}"
      name="${name}"
      value="${filter[name] ?? ''}"
      placeholder="${t(`${name}Hint`)}"
      aria-label="${t(`${name}Hint`)}"
      autocomplete="off"
    />`
  return html`<form class="filter" action="/console/tasks" data-morph role="search">
      ${hiddenFields({ status, error_message, batch_id, job_id, created_after, created_before })}
      ${search('text')} ${search('creator')}
      ${choice({
        name: 'task_type',
        label: t('type'),
        any: t('anyType'),
        chosen: filter.task_type,
        options: types.map((name) => [name, taskType(language, name)]),
      })}
      ${choice({
        name: 'error_code',
        label: t('error'),
        any: t('anyError'),
        chosen: filter.error_code,
        options: errorsOf(page, filter.error_code),
      })}
      ${choice({
        name: 'age',
        label: t('age'),
        any: t('anyAge'),
        chosen: filter.age,
        options: AGES.map((age) => [age, t(`age_${age}`)]),
      })}
      ${checkboxField({
        name: 'has_failed_attempts',
        label: t('hasFailed'),
        isChosen: filter.has_failed_attempts === 'true',
      })}
      <button class="only-plain">${t('common.filter')}</button>
    </form>
    ${chosen(page, filter)}`
}

type Choice = {
  name: FilterName
  label: string
  any: string
  chosen: string | undefined
  options: readonly (readonly [value: string, label: string])[]
}

const choice = ({ name, label, any, chosen: value, options }: Choice) =>
  html`<select name="${name}" id="${name}" aria-label="${label}">
    <option value="">${any}</option>
    ${options.map(
      ([each, text]) =>
        html`<option value="${each}" ${boolAttr(each === value, 'selected')}>${text}</option>`,
    )}
  </select>`

/** Errors by name; one that has no words is known only when it is chosen. */
function errorsOf({ language }: Context, chosenCode: string | undefined) {
  const codes = new Set([...Object.keys(errorWords.en), ...(chosenCode ? [chosenCode] : [])])
  return [...codes]
    .map((code): [string, string] => [code, errorName(language, code)])
    .toSorted(([, one], [, other]) => one.localeCompare(other, language))
}

/** The filter in force but for the state, which is a tab. */
function chosen(page: Context, filter: Filter) {
  const { t, language } = page
  const labels: Partial<Record<FilterName, string | undefined>> = {
    text: filter.text && t('chip_text', { text: filter.text }),
    creator: filter.creator && `@${filter.creator}`,
    task_type: filter.task_type && taskType(language, filter.task_type),
    error_code: filter.error_code && errorName(language, filter.error_code),
    error_message: filter.error_message,
    job_id: filter.job_id && t('chip_job'),
    batch_id: filter.batch_id && t('chip_batch', { id: filter.batch_id.slice(0, 8) }),
    age: filter.age && t(`age_${filter.age}`),
    has_failed_attempts: filter.has_failed_attempts && t('hasFailed'),
  }
  const active = Object.entries(labels).flatMap(([name, label]) =>
    label
      ? [{ label, without: addressOf({ ...filter, cursor: undefined, [name]: undefined }) }]
      : [],
  )
  return active.length === 0 ? '' : html`<p class="chips">${chips(page, active)}</p>`
}
