import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { addressOf, goTo, readForm, type Page } from '../../page.ts'
import { hiddenFields } from '../../parts/bulk.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { area, field } from '../../parts/field.ts'
import { notice, shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { Category, idOf, suggestedNames } from './category.ts'
import { categoriesWords } from './words.ts'

const isFault = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && [400, 404, 409, 422].includes(error.problem.status)

/** One word or phrase a line. */
const linesOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

type Form = {
  title: string
  action: string
  /** Below /console. */
  back: string
  submit: string
  fields: unknown
  isFaulty: boolean
  /** A fault that no field shows. */
  notice?: string | undefined
}

/** A form as a page, or in a dialog. */
export async function formPage(page: Page, form: Form): Promise<Response> {
  const { title, action, back, submit, fields, isFaulty } = form
  const body = html`<form class="card" method="post" action="${action}">
    ${form.notice === undefined ? '' : notice(form.notice)} ${fields}
    <footer>
      <a class="button" href="${addressOf(back)}" data-close
        >${sayIn(page.language, frameWords)('cancel')}</a
      >
      <button class="main">${submit}</button>
    </footer>
  </form>`
  return page.c.html(await shell(page, { title, body }), isFaulty ? 422 : 200)
}

type Given = { name: string; synonyms: string }

function wordFields(page: Page, { name, synonyms }: Given, error?: ProblemError) {
  const say = sayIn(page.language, categoriesWords)
  const faultyWord = error?.problem.errors?.find(({ field: at }) => at.startsWith('synonyms'))
  return html`${field({
    name: 'name',
    label: say('name'),
    value: name,
    hint: say('nameHint'),
    fault: error?.reasonAt('name'),
    hasFocus: true,
  })}
  ${area({
    name: 'synonyms',
    label: say('synonyms'),
    value: synonyms,
    hint: say('synonymsHint'),
    fault: faultyWord?.reason,
    rows: 6,
    isRequired: false,
  })}`
}

/** A fault that stands at neither field. */
const noticeOf = (error: ProblemError | undefined): string | undefined =>
  error?.problem.errors?.some(({ field: at }) => at === 'name' || at.startsWith('synonyms'))
    ? undefined
    : error?.problem.detail

async function addForm(page: Page, given: Given, error?: ProblemError): Promise<Response> {
  const say = sayIn(page.language, categoriesWords)
  return await formPage(page, {
    title: say('add'),
    action: '/console/categories/new',
    back: '/categories',
    submit: say('addSubmit'),
    fields: wordFields(page, given, error),
    isFaulty: error !== undefined,
    notice: noticeOf(error),
  })
}

export const showAdd = async (page: Page): Promise<Response> =>
  await addForm(page, { name: '', synonyms: '' })

async function readGiven(page: Page): Promise<Given> {
  const form = await readForm(page)
  return { name: form.get('name')?.trim() ?? '', synonyms: form.get('synonyms') ?? '' }
}

export async function add(page: Page): Promise<Response> {
  const given = await readGiven(page)
  try {
    const body = { name: given.name, synonyms: linesOf(given.synonyms) }
    const { name } = await page.ask('POST /api/categories', Category, { body })
    return goTo(page, '/categories', sayIn(page.language, categoriesWords)('added', { name }))
  } catch (error) {
    if (!isFault(error)) throw error
    return await addForm(page, given, error)
  }
}

const read = async (page: Page): Promise<Category> =>
  await page.ask(`GET /api/categories/${idOf(page)}`, Category)

async function editForm(page: Page, given: Given | null, error?: ProblemError): Promise<Response> {
  const say = sayIn(page.language, categoriesWords)
  const { id, name, synonyms } = await read(page)
  return await formPage(page, {
    title: say('editTitle', { name }),
    action: `/console/categories/${id}/edit`,
    back: `/categories/${id}`,
    submit: sayIn(page.language, frameWords)('save'),
    fields: html`${wordFields(page, given ?? { name, synonyms: synonyms.join('\n') }, error)}
      <input type="hidden" name="before" value="${name}" />
      <p class="hint">${say('editHint')}</p>`,
    isFaulty: error !== undefined,
    notice: noticeOf(error),
  })
}

export const showEdit = async (page: Page): Promise<Response> => await editForm(page, null)

/** The former name stays a word: the API keeps it only where no words are given. */
export async function edit(page: Page): Promise<Response> {
  const form = await readForm(page)
  const name = form.get('name')?.trim() ?? ''
  const before = form.get('before') ?? ''
  const given = { name, synonyms: form.get('synonyms') ?? '' }
  const former = before === '' || before === name ? [] : [before]
  try {
    const synonyms = [...new Set([...linesOf(given.synonyms), ...former])]
    await page.ask(`PATCH /api/categories/${idOf(page)}`, z.unknown(), { body: { name, synonyms } })
    const done = sayIn(page.language, categoriesWords)('saved')
    return goTo(page, `/categories/${idOf(page)}`, done)
  } catch (error) {
    if (!isFault(error)) throw error
    return await editForm(page, given, error)
  }
}

/** A field for the name of a category, with names to choose from. */
export const categoryField = (
  label: string,
  names: readonly string[],
  given: { name: string; value: string; fault: string | undefined },
) =>
  html`${field({ ...given, label, list: `${given.name}-names`, hasFocus: true })}
    <datalist id="${given.name}-names">
      ${names.map((name) => html`<option value="${name}"></option>`)}
    </datalist>`

async function mergeForm(page: Page, into: string, error?: ProblemError): Promise<Response> {
  const say = sayIn(page.language, categoriesWords)
  const { id, name, creators } = await read(page)
  const fault = error && (error.reasonAt('into') ?? error.problem.detail)
  return await formPage(page, {
    title: say('mergeTitle', { name }),
    action: `/console/categories/${id}/merge`,
    back: `/categories/${id}`,
    submit: say('mergeSubmit', { name }),
    fields: html`<p>${say('mergeBody', { n: creators })}</p>
      ${categoryField(say('mergeInto'), await suggestedNames(page, name), {
        name: 'into',
        value: into,
        fault,
      })}
      ${hiddenFields({ name })}`,
    isFaulty: error !== undefined,
  })
}

export const showMerge = async (page: Page): Promise<Response> => await mergeForm(page, '')

export async function merge(page: Page): Promise<Response> {
  const form = await readForm(page)
  const [into = '', name = ''] = ['into', 'name'].map((each) => form.get(each)?.trim() ?? '')
  try {
    const body = { into }
    const kept = await page.ask(`POST /api/categories/${idOf(page)}/merge`, Category, { body })
    const done = sayIn(page.language, categoriesWords)('merged', { name, into: kept.name })
    return goTo(page, `/categories/${kept.id}`, done)
  } catch (error) {
    if (!isFault(error)) throw error
    return await mergeForm(page, into, error)
  }
}

/** The number is compared when the form comes: a category that grew meanwhile is asked about again. */
async function askRemove(page: Page, found: Category, isChanged = false): Promise<Response> {
  const say = sayIn(page.language, categoriesWords)
  const { id, name, creators } = found
  return await askFirst(page, {
    title: say('removeTitle', { name }),
    body: html`${isChanged ? notice(say('changed', { n: creators })) : ''}
      <p>${say('removeBody', { n: creators })}</p>
      <p>${say('removeWords')}</p>`,
    action: `/console/categories/${id}/delete`,
    submit: say('removeSubmit', { name }),
    hidden: { expected: String(creators) },
    back: `/categories/${id}`,
    status: isChanged ? 409 : 200,
  })
}

export const showRemove = async (page: Page): Promise<Response> =>
  await askRemove(page, await read(page))

export async function remove(page: Page): Promise<Response> {
  const form = await readForm(page)
  const found = await read(page)
  if (form.get('expected') !== String(found.creators)) return await askRemove(page, found, true)
  await page.ask(`DELETE /api/categories/${idOf(page)}`, z.unknown())
  const done = sayIn(page.language, categoriesWords)('removed', { name: found.name })
  return goTo(page, '/categories', done)
}
