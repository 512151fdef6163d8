import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { details } from '../../parts/details.ts'
import { external } from '../../parts/external.ts'
import { area, field } from '../../parts/field.ts'
import { picture } from '../../parts/picture.ts'
import { select } from '../../parts/select.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { commentsOf } from './comments.ts'
import { conflictsOf } from './conflicts.ts'
import { Product, STATES } from './data.ts'
import { STATUS_SHAPES } from './list.ts'
import { sourceNote } from './source.ts'
import { videosOf } from './videos.ts'
import { productsWords } from './words.ts'

const productId = ({ c }: Page): string => encodeURIComponent(c.req.param('id') ?? '')
const load = async (page: Page): Promise<Product> =>
  await page.ask(`GET /api/products/${productId(page)}`, Product)

export async function showProduct(page: Page): Promise<Response> {
  const say = sayIn(page.language, productsWords)
  const product = await load(page)
  const { id, name, source_url: url } = product
  const body = html`<p>${badge(STATUS_SHAPES[product.status], say(`status_${product.status}`))}</p>
    ${sourceNote(page, product)}
    <p class="pictures">${product.pictures.map((hash) => picture({ hash, name, size: 96 }))}</p>
    ${videosOf(page, product)} ${await conflictsOf(page, id)} ${values(page, product)}
    ${url === null ? '' : html`<p>${external(url, say('viewPost'))}</p>`}
    ${await commentsOf(page, id)}`
  const actions = page.may('own:write')
    ? html`<a class="button" href="/console/products/${id}/edit" data-dialog>${say('edit')}</a>`
    : ''
  return page.c.html(await shell(page, { title: name, body, actions }))
}

function values(page: Page, product: Product) {
  const say = sayIn(page.language, productsWords)
  const { price, currency, variants, touched } = product
  return details([
    [say('price'), price === null ? say('onRequest') : page.formats.amount(price, currency)],
    [say('variants'), variants.map(({ option, value }) => `${option}: ${value}`).join(', ') || '–'],
    [say('categories'), product.categories.join(', ') || '–'],
    [say('tags'), product.tags.join(', ') || '–'],
    [say('sku'), product.sku ?? '–'],
    [say('quantity'), product.quantity === null ? '–' : page.formats.number(product.quantity)],
    [say('description'), product.description || '–'],
    ...(touched.length === 0 ? [] : [[say('touched'), touched.join(', ')] as const]),
  ])
}

type Given = Record<'name' | 'price' | 'sku' | 'quantity' | 'description' | 'status', string>

const givenOf = ({ name, price, sku, quantity, description, status }: Product): Given => ({
  name,
  price: price ?? '',
  sku: sku ?? '',
  quantity: quantity === null ? '' : String(quantity),
  description,
  status,
})

async function showForm(page: Page, product: Product, given: Given, error?: ProblemError) {
  const say = sayIn(page.language, productsWords)
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
  const options = STATES.map((value) => ({ value, label: say(`status_${value}`) }))
  const body = html`<form class="card" method="post" action="/console/products/${id}/edit">
    ${line('name', say('name'))} ${line('price', say('price'))}
    ${select({ name: 'status', label: say('status'), options, chosen: given.status })}
    ${line('sku', say('sku'))} ${line('quantity', say('quantity'))}
    ${area({
      name: 'description',
      label: say('description'),
      value: given.description,
      fault: error?.reasonAt('description'),
      isRequired: false,
    })}
    <footer>
      <a class="start" href="/console/products/${id}/delete">${say('deleteLink')}</a>
      <a class="button" href="/console/products/${id}" data-close
        >${sayIn(page.language, frameWords)('cancel')}</a
      >
      <button class="main">${sayIn(page.language, frameWords)('save')}</button>
    </footer>
  </form>`
  const content = { title: say('editTitle', { name }), body }
  return page.c.html(await shell(page, content), error ? 422 : 200)
}

export async function showEdit(page: Page): Promise<Response> {
  const product = await load(page)
  return await showForm(page, product, givenOf(product))
}

/** Only what was changed is sent: a post goes on changing the rest. */
function changesIn(given: Given, product: Product): Record<string, unknown> {
  const before = givenOf(product)
  const changed = (Object.keys(given) as (keyof Given)[]).filter(
    (name) => given[name] !== before[name],
  )
  return Object.fromEntries(
    changed.map((name) => {
      const text = given[name]
      if (name === 'quantity') return [name, text === '' ? null : Number(text)]
      return [name, text === '' && name !== 'description' && name !== 'name' ? null : text]
    }),
  )
}

export async function change(page: Page): Promise<Response> {
  const form = await readForm(page)
  const text = (name: keyof Given): string => form.get(name)?.trim() ?? ''
  const given: Given = {
    name: text('name'),
    price: text('price'),
    sku: text('sku'),
    quantity: text('quantity'),
    description: text('description'),
    status: text('status'),
  }
  const product = await load(page)
  const changes = changesIn(given, product)
  try {
    if (Object.keys(changes).length > 0)
      await page.ask(`PATCH /api/products/${product.id}`, Product, { body: changes })
  } catch (error) {
    const isFault = error instanceof ProblemError && [409, 422].includes(error.problem.status)
    if (!isFault) throw error
    return await showForm(page, product, given, error)
  }
  return goTo(page, `/products/${product.id}`, sayIn(page.language, productsWords)('saved'))
}

export async function askToDelete(page: Page): Promise<Response> {
  const say = sayIn(page.language, productsWords)
  const { id, name } = await load(page)
  return await askFirst(page, {
    title: say('deleteTitle', { name }),
    body: html`<p>${say('deleteHint')}</p>`,
    action: `/console/products/${id}/delete`,
    submit: say('deleteSubmit'),
    hidden: {},
    back: `/products/${id}`,
  })
}

export async function remove(page: Page): Promise<Response> {
  const { id, name } = await load(page)
  await page.ask(`DELETE /api/products/${id}`, z.unknown())
  return goTo(page, '/products', sayIn(page.language, productsWords)('deleted', { name }))
}
