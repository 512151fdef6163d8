import { html } from 'hono/html'
import { namesOf } from '../../../../base/fields.ts'
import { goTo, readForm } from '../../../../console/page.ts'
import { badge } from '../../../../console/parts/badge.ts'
import { details } from '../../../../console/parts/details.ts'
import { picture } from '../../../../console/parts/picture.ts'
import { layout } from '../../../../console/layout.ts'
import type { DraftField } from '../../fields/drafts.ts'
import { backIn, goOn } from './go-on.ts'
import { doubts, panel, type Editing } from './panel.ts'
import { captionOf } from './proofs.ts'
import { amountOf, STATE_SHAPES, variantsText } from './show.ts'
import { originOf } from './values.ts'
import { UNDO_SECONDS } from './undo.ts'
import { LABELS, loadDraft, loadForForm, type Context, type Draft } from './kit.ts'

/** `GET /drafts/:id?back=&picture=`: a draft beside its post; while it is open, its form. */
export async function showDraft(page: Context): Promise<Response> {
  const { draft, version } = await loadForForm(page, page.param('id'))
  const back = page.c.req.query('back')
  const query = back === undefined ? '' : `?${new URLSearchParams({ back }).toString()}`
  const chosen = draft.post.pictures.find(
    ({ number }) => String(number) === page.c.req.query('picture'),
  )
  return await show(page, draft, {
    back: backIn(back),
    chosen: chosen?.number,
    made: originOf(page, draft, version),
    address: `/console/drafts/${draft.id}${query}`,
  })
}

export async function show(page: Context, draft: Draft, editing: Editing): Promise<Response> {
  const { t } = page
  const isOpen = draft.status === 'pending' && page.may('own:write')
  const body = isOpen
    ? html`<div data-keys class="review one">${await panel(page, draft, editing)}</div>`
    : html`<p>${badge(STATE_SHAPES[draft.status], t(`state_${draft.status}`))}</p>
        ${asDecided(page, draft)}`
  const content = { title: draft.name, body, actions: actions(page, draft) }
  const isRefused = editing.error !== undefined || editing.isPriceMissing === true
  return page.c.html(await layout(page, content), isRefused ? 422 : 200)
}

/** A draft for who cannot change it. */
export const asDecided = (page: Context, draft: Draft) =>
  html`${doubts(page, draft)} ${pictures(page, draft)} ${known(page, draft)}
  ${captionOf(page, draft)}`

function actions(page: Context, { id, status, product_id: productId }: Draft) {
  const { t } = page
  if (productId !== null)
    return html`<a class="button" href="/console/products/${productId}">${t('toProduct')}</a>`
  if (!page.may('own:write') || status === 'approved' || status === 'pending') return ''
  return html`<form method="post" action="/console/drafts/${id}/restore" data-morph>
    <button>${t('restore')}</button>
  </form>`
}

const pictures = ({ t }: Context, { name, post: { pictures: all } }: Draft) => {
  return html`<p class="pictures">
    ${all.map(
      ({ number, hash }) =>
        html`<span title="${t('pictureOf', { n: number })}"
          >${picture({ hash, name, size: 96 })}</span
        >`,
    )}
  </p>`
}

/** The title says the name, and the price its currency. */
type ListedField = Exclude<DraftField, 'name' | 'compare_at_price' | 'currency'>

function known(page: Context, draft: Draft) {
  const { t } = page
  const { price, currency, category, tags, description, reason } = draft
  const values: Record<ListedField, string> = {
    price: price === null ? t('priceUnknown') : amountOf(page, price, currency),
    category: category ?? '',
    tags: tags.join(', '),
    variants: variantsText(draft),
    description,
  }
  return details([
    ...namesOf(values).map((name) => [t(LABELS[name]), values[name] || '–'] as const),
    ...(reason === null ? [] : [[t('reason'), reason] as const]),
  ])
}

/** `POST /drafts/:id/approve` of other pages: approves the draft as it was read. */
export async function approveDraft(page: Context): Promise<Response> {
  const form = await readForm(page)
  const { id, name } = await loadDraft(page)
  const body = { delay_seconds: UNDO_SECONDS }
  await page.api.call('approveProductDraft', { params: { id }, body })
  return goOn(page, { id, back: backIn(form.get('back')), flash: page.t('approved', { name }) })
}

/** `POST /drafts/:id/reject` of other pages. */
export async function rejectDraft(page: Context): Promise<Response> {
  const id = page.param('id')
  const form = await readForm(page)
  await page.api.call('rejectProductDraft', { params: { id }, body: {} })
  return goOn(page, { id, back: backIn(form.get('back')), flash: page.t('rejected') })
}

export async function restoreDraft(page: Context): Promise<Response> {
  const { id } = await page.api.call('restoreProductDraft', { params: { id: page.param('id') } })
  return goTo(page, `/drafts/${id}`, page.t('restored'))
}
