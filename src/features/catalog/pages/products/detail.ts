import { html } from 'hono/html'
import { goTo } from '../../../../console/page.ts'
import { badge } from '../../../../console/parts/badge.ts'
import { askFirst } from '../../../../console/parts/forms/confirmation.ts'
import { external } from '../../../../console/parts/external.ts'
import { picture } from '../../../../console/parts/picture.ts'
import { layout } from '../../../../console/layout.ts'
import { commentsOf } from './comments.ts'
import { conflictsOf } from './conflicts.ts'
import { STATUS_SHAPES } from './list.ts'
import { productSections } from './fields.ts'
import { sourceNote } from './source.ts'
import { videosOf } from './videos.ts'
import { loadProduct, type Context, type Product } from './kit.ts'

export async function showProduct(page: Context): Promise<Response> {
  const { t } = page
  const product = await loadProduct(page)
  const { id, name, source_url: url } = product
  const body = html`<p>${badge(STATUS_SHAPES[product.status], t(`status_${product.status}`))}</p>
    ${sourceNote(page, product)}
    <p class="pictures">${product.pictures.map((hash) => picture({ hash, name, size: 96 }))}</p>
    ${videosOf(page, product)} ${await conflictsOf(page, id)} ${touchedNote(page, product)}
    ${productSections(page, product)}
    ${url === null ? '' : html`<p>${external(url, t('viewPost'))}</p>`}
    ${await commentsOf(page, id)}`
  const actions = page.may('own:write')
    ? html`<a class="button" href="/console/products/${id}/edit">${t('edit')}</a>`
    : ''
  return page.c.html(await layout(page, { title: name, body, actions }))
}

/** The names of fields that the post does not change any more. */
function touchedNote(page: Context, { touched }: Product) {
  const names = touched.flatMap((name) => page.findText(`product.field_${name}`) ?? [])
  if (names.length === 0) return ''
  return html`<p class="hint">${page.t('touched')}: ${names.join(', ')}</p>`
}

export async function askToDelete(page: Context): Promise<Response> {
  const { t } = page
  const { id, name } = await loadProduct(page)
  return await askFirst(page, {
    title: t('deleteTitle', { name }),
    body: html`<p>${t('deleteHint')}</p>`,
    action: `/console/products/${id}/delete`,
    submit: t('deleteSubmit'),
    isDangerous: true,
    hidden: {},
    back: `/products/${id}`,
  })
}

export async function remove(page: Context): Promise<Response> {
  const { id, name } = await loadProduct(page)
  await page.api.call('deleteProduct', { params: { id } })
  return goTo(page, '/products', page.t('deleted', { name }))
}
