import { html } from 'hono/html'
import type { ProblemError } from '../../../../console/user-client.ts'
import type { BodyOf } from '../../../../console/api.ts'
import { choiceIn } from '../../../../console/kit/choice.ts'
import { numberIn } from '../../../../console/kit/number-in.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../../console/page.ts'
import { askFirst } from '../../../../console/parts/forms/confirmation.ts'
import { area, field, checkboxField } from '../../../../console/parts/forms/field.ts'
import { refused } from '../../../../console/parts/refused.ts'
import { select } from '../../../../console/parts/forms/select.ts'
import { layout } from '../../../../console/layout.ts'
import { loadStore, REFUSALS, type Context, type Store } from './kit.ts'

type StoreValues = {
  name: string
  currency: string
  connection: string
  autoSync: boolean
  videos: boolean
  carousels: boolean
  autoApprove: string
  approvedAs: Store['approved_as']
  productUrl: string
  languages: string
  categories: string
}

type FormCard = { title: string; action: string; submit: string; back: string; id?: string }

async function showForm(page: Context, card: FormCard, values: StoreValues, error?: ProblemError) {
  const { title, action, submit, back, id } = card
  const { t } = page
  const isAtField = (error?.problem.errors?.length ?? 0) > 0
  const body = html`<form class="card" method="post" action="${action}">
    ${error === undefined || isAtField ? '' : refused(page, error)}
    ${await fields(page, values, error)}
    <footer>
      ${id === undefined ? '' : html`<a class="start" href="/console/stores/${id}/delete">${t('deleteLink')}</a>`}
      <a class="button" href="${back}" data-close>${t('common.cancel')}</a>
      <button class="main">${submit}</button>
    </footer>
  </form>`
  return page.c.html(await layout(page, { title, body }), error ? 422 : 200)
}

async function fields(page: Context, values: StoreValues, error: ProblemError | undefined) {
  const { t } = page
  const { data: accounts } = await page.api.call('listOwnAccounts')
  const options = [
    { value: '', label: t('noAccount') },
    ...accounts.map(({ id, username }) => ({ value: id, label: `@${username}` })),
  ]
  return html`${field({
    name: 'name',
    label: t('name'),
    value: values.name,
    fault: error?.reasonAt('name'),
    hasFocus: true,
  })}
  ${select({ name: 'connection', label: t('account'), options, chosen: values.connection })}
  ${field({
    name: 'currency',
    label: t('currency'),
    value: values.currency,
    hint: t('currencyHint'),
    fault: error?.reasonAt('currency'),
    isRequired: false,
  })}
  ${checkboxField({ name: 'auto-sync', label: t('autoSync'), isChosen: values.autoSync })}
  ${checkboxField({ name: 'videos', label: t('videos'), isChosen: values.videos })}
  ${checkboxField({ name: 'carousels', label: t('carousels'), isChosen: values.carousels })}
  ${field({
    name: 'auto-approve',
    label: t('autoApprove'),
    value: values.autoApprove,
    hint: t('autoApproveHint'),
    fault: error?.reasonAt('auto_approve_from'),
    isRequired: false,
  })}
  ${select({
    name: 'approved-as',
    label: t('approvedAs'),
    options: APPROVED_AS.map((value) => ({ value, label: t(`approvedAs_${value}`) })),
    chosen: values.approvedAs,
  })}
  ${productFields(page, values, error)}`
}

/** Shows the settings by which drafts and files for shops are made. */
function productFields(page: Context, values: StoreValues, error: ProblemError | undefined) {
  const { t } = page
  return html`${field({
    name: 'languages',
    label: t('languages'),
    value: values.languages,
    hint: t('languagesHint'),
    fault: error?.reasonAt('languages'),
    isRequired: false,
  })}
  ${area({
    name: 'categories',
    label: t('categories'),
    value: values.categories,
    hint: t('categoriesHint'),
    fault: error?.reasonAt('categories'),
    isRequired: false,
    rows: 5,
  })}
  ${field({
    name: 'product-url',
    label: t('productUrl'),
    value: values.productUrl,
    hint: t('productUrlHint'),
    fault: error?.reasonAt('product_url'),
    isRequired: false,
  })}`
}

const APPROVED_AS = ['active', 'draft'] as const

const readValues = (form: URLSearchParams): StoreValues => ({
  name: form.get('name') ?? '',
  currency: form.get('currency')?.trim().toUpperCase() ?? '',
  connection: form.get('connection') ?? '',
  autoSync: form.has('auto-sync'),
  videos: form.has('videos'),
  carousels: form.has('carousels'),
  autoApprove: form.get('auto-approve')?.trim() ?? '',
  approvedAs: form.has('approved-as') ? choiceIn(form, 'approved-as', APPROVED_AS) : 'active',
  productUrl: form.get('product-url')?.trim() ?? '',
  languages: form.get('languages') ?? '',
  categories: form.get('categories') ?? '',
})

const bodyOf = (values: StoreValues): BodyOf<'createStore'> => ({
  name: values.name,
  ...(values.currency !== '' && { currency: values.currency }),
  connection_id: values.connection === '' ? null : values.connection,
  auto_sync: values.autoSync,
  with_videos: values.videos,
  with_carousels: values.carousels,
  auto_approve_from: values.autoApprove === '' ? null : numberIn(values.autoApprove),
  approved_as: values.approvedAs,
  product_url: values.productUrl === '' ? null : values.productUrl,
  languages: partsOf(values.languages, /[\s,]+/),
  // Without any the store has the default ones.
  ...(values.categories.trim() !== '' && { categories: partsOf(values.categories, /\r?\n/) }),
})

const partsOf = (text: string, between: RegExp): string[] =>
  text
    .split(between)
    .map((part) => part.trim())
    .filter((part) => part !== '')

const newForm = ({ t }: Context): FormCard => ({
  title: t('make'),
  action: '/console/stores',
  submit: t('makeSubmit'),
  back: '/console/stores',
})

const NEW: StoreValues = {
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

export const showNew = async (page: Context) => await showForm(page, newForm(page), NEW)

export async function make(page: Context): Promise<Response> {
  const values = readValues(await readForm(page))
  const { answer, refusal } = await refusable(
    page.api.call('createStore', { body: bodyOf(values) }),
    REFUSALS,
  )
  if (refusal) return await showForm(page, newForm(page), values, refusal)
  return goTo(page, `/stores/${answer.id}`, page.t('made', { name: answer.name }))
}

const editForm = (page: Context, { id, name }: Store): FormCard => ({
  title: page.t('editTitle', { name }),
  action: `/console/stores/${id}/edit`,
  submit: page.t('common.save'),
  back: `/console/stores/${id}`,
  id,
})

export async function showEdit(page: Context): Promise<Response> {
  const store = await loadStore(page)
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

export async function change(page: Context): Promise<Response> {
  const values = readValues(await readForm(page))
  const params = { id: page.param('id') }
  const call = page.api.call('updateStore', { params, body: bodyOf(values) })
  const { answer, refusal } = await refusable(call, REFUSALS)
  if (!refusal) return goTo(page, `/stores/${answer.id}`, page.t('saved'))
  const store = await loadStore(page)
  return await showForm(page, editForm(page, store), values, refusal)
}

export async function askToDelete(page: Context): Promise<Response> {
  const { t } = page
  const { id, name } = await loadStore(page)
  return await askFirst(page, {
    title: t('deleteTitle', { name }),
    body: html`<p>${t('deleteHint')}</p>`,
    action: `/console/stores/${id}/delete`,
    submit: t('deleteSubmit'),
    hidden: {},
    back: `/stores/${id}`,
  })
}

export async function remove(page: Context): Promise<Response> {
  const { id, name } = await loadStore(page)
  await page.api.call('deleteStore', { params: { id } })
  return goTo(page, '/stores', page.t('deleted', { name }))
}
