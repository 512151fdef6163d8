import { html } from 'hono/html'
import type { ProblemError } from '../../../../console/ask.ts'
import { choiceIn } from '../../../../console/kit/choice.ts'
import { numberIn } from '../../../../console/kit/number-in.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../../console/page.ts'
import { badge } from '../../../../console/parts/badge.ts'
import { askFirst } from '../../../../console/parts/forms/confirmation.ts'
import { details } from '../../../../console/parts/details.ts'
import { external } from '../../../../console/parts/external.ts'
import { area, field } from '../../../../console/parts/forms/field.ts'
import { picture } from '../../../../console/parts/picture.ts'
import { select } from '../../../../console/parts/forms/select.ts'
import { shell } from '../../../../console/shell.ts'
import { changedPart } from '../changed.ts'
import { commentsOf } from './comments.ts'
import { conflictsOf } from './conflicts.ts'
import { STATUS_SHAPES } from './list.ts'
import { sourceNote } from './source.ts'
import { videosOf } from './videos.ts'
import { loadProduct, STATES, type Context, type Product } from './kit.ts'

export async function showProduct(page: Context): Promise<Response> {
  const { t } = page
  const product = await loadProduct(page)
  const { id, name, source_url: url } = product
  const body = html`<p>${badge(STATUS_SHAPES[product.status], t(`status_${product.status}`))}</p>
    ${sourceNote(page, product)}
    <p class="pictures">${product.pictures.map((hash) => picture({ hash, name, size: 96 }))}</p>
    ${videosOf(page, product)} ${await conflictsOf(page, id)} ${values(page, product)}
    ${url === null ? '' : html`<p>${external(url, t('viewPost'))}</p>`}
    ${await commentsOf(page, id)}`
  const actions = page.may('own:write')
    ? html`<a class="button" href="/console/products/${id}/edit" data-dialog>${t('edit')}</a>`
    : ''
  return page.c.html(await shell(page, { title: name, body, actions }))
}

function values(page: Context, product: Product) {
  const { t } = page
  const { price, currency, variants, touched } = product
  return details([
    [t('price'), price === null ? t('onRequest') : page.formats.amount(price, currency)],
    [t('variants'), variants.map(({ option, value }) => `${option}: ${value}`).join(', ') || '–'],
    [t('categories'), product.categories.join(', ') || '–'],
    [t('tags'), product.tags.join(', ') || '–'],
    [t('sku'), product.sku ?? '–'],
    [t('quantity'), product.quantity === null ? '–' : page.formats.number(product.quantity)],
    [t('description'), product.description || '–'],
    ...(touched.length === 0 ? [] : [[t('touched'), touched.join(', ')] as const]),
  ])
}

type Given = Record<'name' | 'price' | 'sku' | 'quantity' | 'description', string> & {
  status: Product['status']
}

const givenOf = ({ name, price, sku, quantity, description, status }: Product): Given => ({
  name,
  price: price ?? '',
  sku: sku ?? '',
  quantity: quantity === null ? '' : String(quantity),
  description,
  status,
})

async function showForm(page: Context, product: Product, given: Given, error?: ProblemError) {
  const { t } = page
  const { id, name } = product
  const line = (key: 'name' | 'price' | 'sku' | 'quantity', label: string) =>
    field({
      name: key,
      label,
      value: given[key],
      fault: error?.reasonAt(key),
      isRequired: key === 'name',
      isNumeric: key === 'quantity',
    })
  const options = STATES.map((value) => ({ value, label: t(`status_${value}`) }))
  const body = html`<form class="card" method="post" action="/console/products/${id}/edit">
    ${line('name', t('name'))} ${line('price', t('price'))}
    ${select({ name: 'status', label: t('status'), options, chosen: given.status })}
    ${line('sku', t('sku'))} ${line('quantity', t('quantity'))}
    ${area({
      name: 'description',
      label: t('description'),
      value: given.description,
      fault: error?.reasonAt('description'),
      isRequired: false,
    })}
    <footer>
      <a class="start" href="/console/products/${id}/delete">${t('deleteLink')}</a>
      <a class="button" href="/console/products/${id}" data-close>${t('common.cancel')}</a>
      <button class="main">${t('common.save')}</button>
    </footer>
  </form>`
  const content = { title: t('editTitle', { name }), body }
  return page.c.html(await shell(page, content), error ? 422 : 200)
}

export async function showEdit(page: Context): Promise<Response> {
  const product = await loadProduct(page)
  return await showForm(page, product, givenOf(product))
}

const orNull = (text: string): string | null => (text === '' ? null : text)

const bodyOf = (given: Given) => ({
  name: given.name,
  price: orNull(given.price),
  sku: orNull(given.sku),
  quantity: given.quantity === '' ? null : numberIn(given.quantity),
  description: given.description,
  status: given.status,
})

export async function change(page: Context): Promise<Response> {
  const form = await readForm(page)
  // Browsers send the ends of lines as CRLF.
  const text = (name: keyof Given): string => form.get(name)?.replaceAll('\r\n', '\n').trim() ?? ''
  const given: Given = {
    name: text('name'),
    price: text('price'),
    sku: text('sku'),
    quantity: text('quantity'),
    description: text('description'),
    status: choiceIn(form, 'status', STATES),
  }
  const product = await loadProduct(page)
  const before = givenOf(product)
  const body = changedPart(bodyOf(given), (name) => given[name] !== before[name].trim())
  if (Object.keys(body).length > 0) {
    const call = page.api.call('updateProduct', { params: { id: product.id }, body })
    const { refusal } = await refusable(call)
    if (refusal) return await showForm(page, product, given, refusal)
  }
  return goTo(page, `/products/${product.id}`, page.t('saved'))
}

export async function askToDelete(page: Context): Promise<Response> {
  const { t } = page
  const { id, name } = await loadProduct(page)
  return await askFirst(page, {
    title: t('deleteTitle', { name }),
    body: html`<p>${t('deleteHint')}</p>`,
    action: `/console/products/${id}/delete`,
    submit: t('deleteSubmit'),
    hidden: {},
    back: `/products/${id}`,
  })
}

export async function remove(page: Context): Promise<Response> {
  const { id, name } = await loadProduct(page)
  await page.api.call('deleteProduct', { params: { id } })
  return goTo(page, '/products', page.t('deleted', { name }))
}
