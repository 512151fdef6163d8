import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { area, field, tickField } from '../../parts/field.ts'
import { refused } from '../../parts/refused.ts'
import { select } from '../../parts/select.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { Accounts, Store } from './data.ts'
import { storesWords } from './words.ts'

type Given = {
  name: string
  currency: string
  connection: string
  autoSync: boolean
  videos: boolean
  carousels: boolean
  autoApprove: string
  approvedAs: string
  productUrl: string
  languages: string
  categories: string
}

type Shown = { title: string; action: string; submit: string; back: string; id?: string }

export const storeId = ({ c }: Page): string => encodeURIComponent(c.req.param('id') ?? '')

export const isFault = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && [404, 409, 422].includes(error.problem.status)

async function showForm(page: Page, shown: Shown, given: Given, error?: ProblemError) {
  const { title, action, submit, back, id } = shown
  const say = sayIn(page.language, storesWords)
  const isAtField = (error?.problem.errors?.length ?? 0) > 0
  const body = html`<form class="card" method="post" action="${action}">
    ${error === undefined || isAtField ? '' : refused(page, error)}
    ${await fields(page, given, error)}
    <footer>
      ${id === undefined ? '' : html`<a class="start" href="/console/stores/${id}/delete">${say('deleteLink')}</a>`}
      <a class="button" href="${back}" data-close>${sayIn(page.language, frameWords)('cancel')}</a>
      <button class="main">${submit}</button>
    </footer>
  </form>`
  return page.c.html(await shell(page, { title, body }), error ? 422 : 200)
}

async function fields(page: Page, given: Given, error: ProblemError | undefined) {
  const say = sayIn(page.language, storesWords)
  const { data: accounts } = await page.ask('GET /api/ig/accounts', Accounts)
  const options = [
    { value: '', label: say('noAccount') },
    ...accounts.map(({ id, username }) => ({ value: id, label: `@${username}` })),
  ]
  return html`${field({
    name: 'name',
    label: say('name'),
    value: given.name,
    fault: error?.reasonAt('name'),
    hasFocus: true,
  })}
  ${select({ name: 'connection', label: say('account'), options, chosen: given.connection })}
  ${field({
    name: 'currency',
    label: say('currency'),
    value: given.currency,
    hint: say('currencyHint'),
    fault: error?.reasonAt('currency'),
    isRequired: false,
  })}
  ${tickField({ name: 'auto-sync', label: say('autoSync'), isChosen: given.autoSync })}
  ${tickField({ name: 'videos', label: say('videos'), isChosen: given.videos })}
  ${tickField({ name: 'carousels', label: say('carousels'), isChosen: given.carousels })}
  ${field({
    name: 'auto-approve',
    label: say('autoApprove'),
    value: given.autoApprove,
    hint: say('autoApproveHint'),
    fault: error?.reasonAt('auto_approve_from'),
    isRequired: false,
  })}
  ${select({
    name: 'approved-as',
    label: say('approvedAs'),
    options: [
      { value: 'active', label: say('approvedAs_active') },
      { value: 'draft', label: say('approvedAs_draft') },
    ],
    chosen: given.approvedAs,
  })}
  ${productFields(page, given, error)}`
}

/** What drafts and files for shops are made with. */
function productFields(page: Page, given: Given, error: ProblemError | undefined) {
  const say = sayIn(page.language, storesWords)
  return html`${field({
    name: 'languages',
    label: say('languages'),
    value: given.languages,
    hint: say('languagesHint'),
    fault: error?.reasonAt('languages'),
    isRequired: false,
  })}
  ${area({
    name: 'categories',
    label: say('categories'),
    value: given.categories,
    hint: say('categoriesHint'),
    fault: error?.reasonAt('categories'),
    isRequired: false,
    rows: 5,
  })}
  ${field({
    name: 'product-url',
    label: say('productUrl'),
    value: given.productUrl,
    hint: say('productUrlHint'),
    fault: error?.reasonAt('product_url'),
    isRequired: false,
  })}`
}

const readGiven = (form: URLSearchParams): Given => ({
  name: form.get('name') ?? '',
  currency: form.get('currency')?.trim().toUpperCase() ?? '',
  connection: form.get('connection') ?? '',
  autoSync: form.has('auto-sync'),
  videos: form.has('videos'),
  carousels: form.has('carousels'),
  autoApprove: form.get('auto-approve')?.trim() ?? '',
  approvedAs: form.get('approved-as') ?? 'active',
  productUrl: form.get('product-url')?.trim() ?? '',
  languages: form.get('languages') ?? '',
  categories: form.get('categories') ?? '',
})

const bodyOf = (given: Given) => ({
  name: given.name,
  ...(given.currency !== '' && { currency: given.currency }),
  connection_id: given.connection === '' ? null : given.connection,
  auto_sync: given.autoSync,
  with_videos: given.videos,
  with_carousels: given.carousels,
  // What is no number goes as it is, so that the API says what it expects.
  auto_approve_from: given.autoApprove === '' ? null : numberOf(given.autoApprove),
  approved_as: given.approvedAs,
  product_url: given.productUrl === '' ? null : given.productUrl,
  languages: partsOf(given.languages, /[\s,]+/),
  // Without any the store has the default ones.
  ...(given.categories.trim() !== '' && { categories: partsOf(given.categories, /\r?\n/) }),
})

const partsOf = (text: string, between: RegExp): string[] =>
  text
    .split(between)
    .map((part) => part.trim())
    .filter((part) => part !== '')

const numberOf = (text: string): number | string =>
  Number.isNaN(Number(text)) ? text : Number(text)

const newForm = ({ language }: Page): Shown => ({
  title: sayIn(language, storesWords)('make'),
  action: '/console/stores',
  submit: sayIn(language, storesWords)('makeSubmit'),
  back: '/console/stores',
})

const NEW: Given = {
  name: '',
  currency: '',
  connection: '',
  autoSync: true,
  videos: true,
  carousels: true,
  autoApprove: '',
  approvedAs: 'active',
  productUrl: '',
  languages: '',
  categories: '',
}

export const showNew = async (page: Page) => await showForm(page, newForm(page), NEW)

export async function make(page: Page): Promise<Response> {
  const given = readGiven(await readForm(page))
  try {
    const { id, name } = await page.ask('POST /api/stores', Store, { body: bodyOf(given) })
    return goTo(page, `/stores/${id}`, sayIn(page.language, storesWords)('made', { name }))
  } catch (error) {
    if (!isFault(error)) throw error
    return await showForm(page, newForm(page), given, error)
  }
}

const editForm = (page: Page, { id, name }: Store): Shown => ({
  title: sayIn(page.language, storesWords)('editTitle', { name }),
  action: `/console/stores/${id}/edit`,
  submit: sayIn(page.language, frameWords)('save'),
  back: `/console/stores/${id}`,
  id,
})

export async function showEdit(page: Page): Promise<Response> {
  const store = await page.ask(`GET /api/stores/${storeId(page)}`, Store)
  return await showForm(page, editForm(page, store), {
    name: store.name,
    currency: store.currency,
    connection: store.connection_id ?? '',
    autoSync: store.auto_sync,
    videos: store.with_videos,
    carousels: store.with_carousels,
    autoApprove: store.auto_approve_from === null ? '' : String(store.auto_approve_from),
    approvedAs: store.approved_as,
    productUrl: store.product_url ?? '',
    languages: store.languages.join(', '),
    categories: store.categories.join('\n'),
  })
}

export async function change(page: Page): Promise<Response> {
  const given = readGiven(await readForm(page))
  const id = storeId(page)
  try {
    await page.ask(`PATCH /api/stores/${id}`, Store, { body: bodyOf(given) })
  } catch (error) {
    if (!isFault(error)) throw error
    const store = await page.ask(`GET /api/stores/${id}`, Store)
    return await showForm(page, editForm(page, store), given, error)
  }
  return goTo(page, `/stores/${id}`, sayIn(page.language, storesWords)('saved'))
}

export async function askToDelete(page: Page): Promise<Response> {
  const say = sayIn(page.language, storesWords)
  const { id, name } = await page.ask(`GET /api/stores/${storeId(page)}`, Store)
  return await askFirst(page, {
    title: say('deleteTitle', { name }),
    body: html`<p>${say('deleteHint')}</p>`,
    action: `/console/stores/${id}/delete`,
    submit: say('deleteSubmit'),
    hidden: {},
    back: `/stores/${id}`,
  })
}

export async function remove(page: Page): Promise<Response> {
  const { id, name } = await page.ask(`GET /api/stores/${storeId(page)}`, Store)
  await page.ask(`DELETE /api/stores/${id}`, z.unknown())
  return goTo(page, '/stores', sayIn(page.language, storesWords)('deleted', { name }))
}
