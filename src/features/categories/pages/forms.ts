import { html } from 'hono/html'
import type { ProblemError } from '../../../console/user-client.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import {
  madeAfter,
  readEditForm,
  saveVersion,
  storedForm,
} from '../../../console/kit/save-version.ts'
import { EditConflictError, type Made } from '../../../console/edit-conflict.ts'
import { addressOf, goTo, readForm } from '../../../console/page.ts'
import { conflictPanel, madeInputs } from '../../../console/parts/forms/conflict.ts'
import { hiddenFields } from '../../../console/parts/forms/bulk.ts'
import { askFirst } from '../../../console/parts/forms/confirmation.ts'
import { area, field } from '../../../console/parts/forms/field.ts'
import { notice, layout } from '../../../console/layout.ts'
import { suggestedNames } from './suggested-names.ts'
import type { Category, Context } from './kit.ts'

/** Refusals that a form shows by itself. */
const OF_FORMS = [400, 404, 409, 422]

/** The category that the address names. */
const paramsOf = ({ param }: Context) => ({ category: param('id') })

/** One word or phrase a line. */
const linesOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

type Form = {
  title: string
  action: string
  /** A path below /console. */
  back: string
  submit: string
  fields: unknown
  isInvalid: boolean
  /** A fault that no field shows. */
  notice?: string | undefined
}

/** A form as a page, or in a dialog. */
export async function formPage(page: Context, form: Form): Promise<Response> {
  const { title, action, back, submit, fields, isInvalid } = form
  const body = html`<form class="card" method="post" action="${action}">
    ${form.notice === undefined ? '' : notice(form.notice)} ${fields}
    <footer>
      <a class="button" href="${addressOf(back)}" data-close>${page.t('common.cancel')}</a>
      <button class="main">${submit}</button>
    </footer>
  </form>`
  return page.c.html(await layout(page, { title, body }), isInvalid ? 422 : 200)
}

type CategoryValues = { name: string; synonyms: string }

function wordFields(page: Context, { name, synonyms }: CategoryValues, error?: ProblemError) {
  const { t } = page
  return html`${field({
    name: 'name',
    label: t('name'),
    value: name,
    hint: t('nameHint'),
    fault: error?.reasonAt('name'),
    hasFocus: true,
  })}
  ${area({
    name: 'synonyms',
    label: t('synonyms'),
    value: synonyms,
    hint: t('synonymsHint'),
    fault: error?.reasonWithin('synonyms'),
    rows: 6,
    isRequired: false,
  })}`
}

/** Returns a fault that belongs to neither field. */
const noticeOf = (error: ProblemError | undefined): string | undefined =>
  error instanceof EditConflictError || error?.reasonWithin('name', 'synonyms') !== undefined
    ? undefined
    : error?.explain()

async function addForm(
  page: Context,
  values: CategoryValues,
  error?: ProblemError,
): Promise<Response> {
  const { t } = page
  return await formPage(page, {
    title: t('add'),
    action: '/console/categories/new',
    back: '/categories',
    submit: t('addSubmit'),
    fields: wordFields(page, values, error),
    isInvalid: error !== undefined,
    notice: noticeOf(error),
  })
}

export const showAdd = async (page: Context): Promise<Response> =>
  await addForm(page, { name: '', synonyms: '' })

async function readValues(page: Context): Promise<CategoryValues> {
  const form = await readForm(page)
  return { name: form.get('name')?.trim() ?? '', synonyms: form.get('synonyms') ?? '' }
}

export async function add(page: Context): Promise<Response> {
  const values = await readValues(page)
  const body = { name: values.name, synonyms: linesOf(values.synonyms) }
  const call = page.api.call('createCategory', { body })
  const { answer, refusal } = await refusable(call, OF_FORMS)
  if (refusal) return await addForm(page, values, refusal)
  return goTo(page, '/categories', page.t('added', { name: answer.name }))
}

const read = async (page: Context): Promise<Category> =>
  await page.api.call('getCategory', { params: paramsOf(page) })

const wordsOf = ({ name, synonyms }: Pick<Category, 'name' | 'synonyms'>): CategoryValues => ({
  name,
  synonyms: synonyms.join('\n'),
})

async function editForm(
  page: Context,
  sent?: { values: CategoryValues; made: Made; error: ProblemError },
): Promise<Response> {
  const { t } = page
  const call = page.api.versioned('getCategory', { params: paramsOf(page) })
  const { answer: category, version } = await call
  const { id, name } = category
  const stored = wordsOf(category)
  const { values, made, error } = sent ?? storedForm(version, stored)
  const labels = { name: t('name'), synonyms: t('synonyms') }
  return await formPage(page, {
    title: t('editTitle', { name }),
    action: `/console/categories/${id}/edit`,
    back: `/categories/${id}`,
    submit: page.t('common.save'),
    fields: html`${error instanceof EditConflictError ? conflictPanel(page, error, labels) : ''}
      ${madeInputs(made)} ${wordFields(page, values, error)}
      <input type="hidden" name="before" value="${name}" />
      <p class="hint">${t('editHint')}</p>`,
    isInvalid: error !== undefined,
    notice: noticeOf(error),
  })
}

export const showEdit = async (page: Context): Promise<Response> => await editForm(page)

/**
 * Saves a category. The former name remains a synonym: the API adds it only where no synonyms are
 * given.
 */
export async function edit(page: Context): Promise<Response> {
  const { form, made } = await readEditForm(page)
  const name = form.get('name')?.trim() ?? ''
  const before = form.get('before') ?? ''
  const values = { name, synonyms: form.get('synonyms') ?? '' }
  const former = before === '' || before === name ? [] : [before]
  const synonyms = [...new Set([...linesOf(values.synonyms), ...former])]
  const params = paramsOf(page)
  const body = { name, synonyms }
  const call = saveVersion({
    made,
    mine: values,
    textsOf: wordsOf,
    save: async (ifMatch) => await page.api.call('updateCategory', { params, body, ifMatch }),
  })
  const { refusal: error } = await refusable(call, OF_FORMS)
  if (error) return await editForm(page, { values, made: madeAfter(made, error), error })
  return goTo(page, `/categories/${page.param('id')}`, page.t('saved'))
}

/** A field for the name of a category, with names to choose from. */
export const categoryField = (
  label: string,
  names: readonly string[],
  state: { name: string; value: string; fault: string | undefined },
) =>
  html`${field({ ...state, label, list: `${state.name}-names`, hasFocus: true })}
    <datalist id="${state.name}-names">
      ${names.map((name) => html`<option value="${name}"></option>`)}
    </datalist>`

async function mergeForm(page: Context, into: string, error?: ProblemError): Promise<Response> {
  const { t } = page
  const { id, name, creators } = await read(page)
  const fault = error?.explain('into')
  return await formPage(page, {
    title: t('mergeTitle', { name }),
    action: `/console/categories/${id}/merge`,
    back: `/categories/${id}`,
    submit: t('mergeSubmit', { name }),
    fields: html`<p>${t('mergeBody', { n: creators })}</p>
      ${categoryField(t('mergeInto'), await suggestedNames(page, name), {
        name: 'into',
        value: into,
        fault,
      })}
      ${hiddenFields({ name })}`,
    isInvalid: error !== undefined,
  })
}

export const showMerge = async (page: Context): Promise<Response> => await mergeForm(page, '')

export async function merge(page: Context): Promise<Response> {
  const form = await readForm(page)
  const [into = '', name = ''] = ['into', 'name'].map((each) => form.get(each)?.trim() ?? '')
  const call = page.api.call('mergeCategory', { params: paramsOf(page), body: { into } })
  const { answer: merged, refusal } = await refusable(call, OF_FORMS)
  if (refusal) return await mergeForm(page, into, refusal)
  return goTo(page, `/categories/${merged.id}`, page.t('merged', { name, into: merged.name }))
}

/**
 * Asks before a category is removed. The number is compared when the form comes: a category that
 * grew meanwhile is asked about again.
 */
async function askRemove(page: Context, found: Category, isChanged = false): Promise<Response> {
  const { t } = page
  const { id, name, creators } = found
  return await askFirst(page, {
    title: t('removeTitle', { name }),
    body: html`${isChanged ? notice(t('changed', { n: creators })) : ''}
      <p>${t('removeBody', { n: creators })}</p>
      <p>${t('removeWords')}</p>`,
    action: `/console/categories/${id}/delete`,
    submit: t('removeSubmit', { name }),
    isDangerous: true,
    hidden: { expected: String(creators) },
    back: `/categories/${id}`,
    status: isChanged ? 409 : 200,
  })
}

export const showRemove = async (page: Context): Promise<Response> =>
  await askRemove(page, await read(page))

export async function remove(page: Context): Promise<Response> {
  const form = await readForm(page)
  const found = await read(page)
  if (form.get('expected') !== String(found.creators)) return await askRemove(page, found, true)
  await page.api.call('deleteCategory', { params: paramsOf(page) })
  return goTo(page, '/categories', page.t('removed', { name: found.name }))
}
