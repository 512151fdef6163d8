import { html } from 'hono/html'
import type { ProblemError } from '../../../../console/user-client.ts'
import { defaultsOf } from '../../../../base/fields.ts'
import type { Content } from '../../../../console/kit/context.ts'
import { faultAt } from '../../../../console/kit/field-inputs.ts'
import { textIn, textOf, valueOf } from '../../../../console/kit/field-values.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { madeAfter, readEditForm, saveVersion } from '../../../../console/kit/save-version.ts'
import { madeOf, type Made } from '../../../../console/edit-conflict.ts'
import { goTo, readForm } from '../../../../console/page.ts'
import { madeInputs } from '../../../../console/parts/forms/conflict.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { refused } from '../../../../console/parts/refused.ts'
import { select } from '../../../../console/parts/forms/select.ts'
import { layout } from '../../../../console/layout.ts'
import { fieldOfProduct, PRODUCT_FIELD_NAMES, PRODUCT_FIELDS } from '../../fields/products.ts'
import type { ProductField } from '../../fields/products.ts'
import { labelsOf, productInputs, type Texts } from './fields.ts'
import { loadProduct, loadStores, type Context, type Product, type Store } from './kit.ts'

/** The default values of a new product. Times have none, so these have the types of an answer. */
const DEFAULTS = defaultsOf(PRODUCT_FIELDS) as Partial<Pick<Product, ProductField>>

type Form = {
  title: string
  action: string
  submit: string
  back: string
  /** Content in front of the fields. */
  above?: Content
  aside?: Content
  texts: Texts
  error?: ProblemError | undefined
  hints?: Partial<Record<ProductField, string>>
  /** Given for a stored product. */
  made?: Made
}

async function showForm(page: Context, form: Form): Promise<Response> {
  const { error } = form
  const isAtField = PRODUCT_FIELD_NAMES.some((name) => faultAt(error, name) !== undefined)
  const body = html`<form class="card product-form" method="post" action="${form.action}">
    ${form.made ? madeInputs(form.made) : ''}
    ${error === undefined || isAtField ? '' : refused(page, error, labelsOf(page))}
    ${form.above ?? ''} ${productInputs(page, form)}
    <footer>
      ${form.aside ?? ''}
      <a class="button" href="${form.back}" data-close>${page.t('common.cancel')}</a>
      <button class="main">${form.submit}</button>
    </footer>
  </form>`
  return page.c.html(await layout(page, { title: form.title, body }), error ? 422 : 200)
}

/** Returns the texts of the inputs for stored values; empty where there are none. */
const textsFor = (page: Context, stored: Partial<Pick<Product, ProductField>>): Texts =>
  mapFields((name) => textOf(fieldOfProduct(name), stored[name], page))

/** Returns the texts of the form; for a field that the form does not have, the previous text. */
const textsIn = (form: URLSearchParams, before: Texts): Texts =>
  mapFields((name) => textIn(form, name) ?? before[name])

const mapFields = (textFor: (name: ProductField) => string): Texts =>
  Object.fromEntries(PRODUCT_FIELD_NAMES.map((name) => [name, textFor(name)])) as Texts

/**
 * Returns the body of a call with the fields that differ: a post continues to change the others.
 */
const bodyOf = (page: Context, texts: Texts, before: Texts): object =>
  Object.fromEntries(
    PRODUCT_FIELD_NAMES.filter((name) => texts[name] !== before[name].trim()).map((name) => [
      name,
      valueOf(fieldOfProduct(name), texts[name], page),
    ]),
  )

const changeForm = ({ t }: Context, { id, name }: Product) => ({
  title: t('editTitle', { name }),
  action: `/console/products/${id}/edit`,
  submit: t('common.save'),
  back: `/console/products/${id}`,
  aside: html`<a class="start remove" href="/console/products/${id}/delete">${t('deleteLink')}</a>`,
})

/** `GET /products/:id/edit` */
export async function showEdit(page: Context): Promise<Response> {
  const params = { id: page.param('id') }
  const { answer: product, version } = await page.api.versioned('getProduct', { params })
  const texts = textsFor(page, product)
  return await showForm(page, {
    ...changeForm(page, product),
    texts,
    made: madeOf(version, texts),
  })
}

/** `POST /products/:id/edit` */
export async function change(page: Context): Promise<Response> {
  const { form, made } = await readEditForm(page)
  const product = await loadProduct(page)
  const before = textsFor(page, product)
  const texts = textsIn(form, before)
  const body = bodyOf(page, texts, before)
  if (Object.keys(body).length > 0) {
    const params = { id: product.id }
    const call = saveVersion({
      made,
      mine: texts,
      textsOf: (row: Product) => textsFor(page, row),
      save: async (ifMatch) => await page.api.call('updateProduct', { params, body, ifMatch }),
    })
    const { refusal: error } = await refusable(call)
    if (error)
      return await showForm(page, {
        ...changeForm(page, product),
        texts,
        error,
        made: madeAfter(made, error),
      })
  }
  return goTo(page, `/products/${product.id}`, page.t('saved'))
}

const createForm = (page: Context, stores: readonly Store[], chosen: string | undefined) => {
  const { t } = page
  const options = stores.map(({ id, name }) => ({ value: id, label: name }))
  return {
    title: t('makeTitle'),
    action: '/console/products',
    submit: t('makeSubmit'),
    back: '/console/products',
    above: select({ name: 'store', label: t('store'), options, chosen }),
    hints: { currency: t('makeCurrencyHint') },
  }
}

/** `GET /products/new?store=` */
export async function showNew(page: Context): Promise<Response> {
  const { t } = page
  const stores = await loadStores(page)
  if (stores.length === 0) {
    const open = html`<a class="button" href="/console/stores/new">${t('openStore')}</a>`
    const body = empty(t('noStore'), html`${t('noStoreHint')} ${open}`)
    return page.c.html(await layout(page, { title: t('makeTitle'), body }))
  }
  const texts = textsFor(page, DEFAULTS)
  return await showForm(page, { ...createForm(page, stores, page.c.req.query('store')), texts })
}

/** `POST /products` */
export async function make(page: Context): Promise<Response> {
  const form = await readForm(page)
  const store = form.get('store') ?? ''
  const before = textsFor(page, DEFAULTS)
  const texts = textsIn(form, before)
  // The API refuses a product without a name, at its field.
  const body = { name: texts.name, ...bodyOf(page, texts, before), store }
  const { answer, refusal } = await refusable(page.api.call('createProduct', { body }))
  if (answer) return goTo(page, `/products/${answer.id}`, page.t('made', { name: answer.name }))
  const stores = await loadStores(page)
  return await showForm(page, { ...createForm(page, stores, store), texts, error: refusal })
}
