import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { when } from '../../parts/attributes.ts'
import { hiddenFields } from '../../parts/bulk.ts'
import { chips } from '../../parts/chips.ts'
import { tickField } from '../../parts/field.ts'
import { taskType } from '../../parts/task-type.ts'
import { sayIn } from '../../words.ts'
import { errorName, errorWords } from '../../words/errors.ts'
import { frameWords } from '../../words/frame.ts'
import { addressOf, AGES, type Filter, type FilterName } from './filter.ts'
import { tasksWords } from './words.ts'

/** `names` are the types that gramd has. */
export function filterBar(page: Page, filter: Filter, names: readonly string[]) {
  const { language } = page
  const say = sayIn(language, tasksWords)
  const sayFrame = sayIn(language, frameWords)
  const types = [...new Set([...names, ...(filter.task_type ? [filter.task_type] : [])])]
  const { status, error_message, batch_id, created_after, created_before } = filter
  const search = (name: 'text' | 'creator') =>
    html`<input
      type="search"
      id="${name}"
      name="${name}"
      value="${filter[name] ?? ''}"
      placeholder="${say(`${name}Hint`)}"
      aria-label="${say(`${name}Hint`)}"
      autocomplete="off"
    />`
  return html`<form class="filter" action="/console/tasks" data-morph role="search">
      ${hiddenFields({ status, error_message, batch_id, created_after, created_before })}
      ${search('text')} ${search('creator')}
      ${choice({
        name: 'task_type',
        label: say('type'),
        any: say('anyType'),
        chosen: filter.task_type,
        options: types.map((name) => [name, taskType(language, name)]),
      })}
      ${choice({
        name: 'error_code',
        label: say('error'),
        any: say('anyError'),
        chosen: filter.error_code,
        options: errorsOf(page, filter.error_code),
      })}
      ${choice({
        name: 'age',
        label: say('age'),
        any: say('anyAge'),
        chosen: filter.age,
        options: AGES.map((age) => [age, say(`age_${age}`)]),
      })}
      ${tickField({
        name: 'has_failed_attempts',
        label: say('hasFailed'),
        isChosen: filter.has_failed_attempts === 'true',
      })}
      <button class="only-plain">${sayFrame('filter')}</button>
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
        html`<option value="${each}" ${when(each === value, 'selected')}>${text}</option>`,
    )}
  </select>`

/** Errors by name; one that has no words is known only when it is chosen. */
function errorsOf({ language }: Page, chosenCode: string | undefined) {
  const codes = new Set([...Object.keys(errorWords.en), ...(chosenCode ? [chosenCode] : [])])
  return [...codes]
    .map((code): [string, string] => [code, errorName(language, code)])
    .toSorted(([, one], [, other]) => one.localeCompare(other, language))
}

/** The filter in force but for the state, which is a tab. */
function chosen(page: Page, filter: Filter) {
  const { language } = page
  const say = sayIn(language, tasksWords)
  const labels: Partial<Record<FilterName, string | undefined>> = {
    text: filter.text && say('chip_text', { text: filter.text }),
    creator: filter.creator && `@${filter.creator}`,
    task_type: filter.task_type && taskType(language, filter.task_type),
    error_code: filter.error_code && errorName(language, filter.error_code),
    error_message: filter.error_message,
    batch_id: filter.batch_id && say('chip_batch', { id: filter.batch_id.slice(0, 8) }),
    age: filter.age && say(`age_${filter.age}`),
    has_failed_attempts: filter.has_failed_attempts && say('hasFailed'),
  }
  const given = Object.entries(labels).flatMap(([name, label]) =>
    label
      ? [{ label, without: addressOf({ ...filter, cursor: undefined, [name]: undefined }) }]
      : [],
  )
  return given.length === 0 ? '' : html`<p class="chips">${chips(page, given)}</p>`
}
