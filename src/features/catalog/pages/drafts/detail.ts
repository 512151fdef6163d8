import { html } from 'hono/html'
import { namesOf } from '../../../../base/fields.ts'
import { addressOf, goTo, ownPath, readForm } from '../../../../console/page.ts'
import { badge } from '../../../../console/parts/badge.ts'
import { details } from '../../../../console/parts/details.ts'
import { picture } from '../../../../console/parts/picture.ts'
import { layout } from '../../../../console/layout.ts'
import type { DraftField } from '../../fields/drafts.ts'
import { editForm, type Editing } from './edit.ts'
import { postOf } from './post.ts'
import { amountOf, flags, STATE_SHAPES, variantsText } from './show.ts'
import { LABELS, loadDraft, type Context, type Draft } from './kit.ts'

/** Returns the address of the list that a person came from; undefined for none. */
export const backIn = (address: string | null | undefined): string | undefined =>
  address ? addressOf(ownPath(address)) : undefined

/** `GET /drafts/:id?back=`: a draft beside its post; while it is open, its form. */
export async function showDraft(page: Context): Promise<Response> {
  return await show(page, await loadDraft(page), { back: backIn(page.c.req.query('back')) })
}

export async function show(page: Context, draft: Draft, editing: Editing): Promise<Response> {
  const { t } = page
  const isOpen = draft.status === 'pending' && page.may('own:write')
  const body = html`<p>${badge(STATE_SHAPES[draft.status], t(`state_${draft.status}`))}</p>
    ${isOpen ? await editForm(page, draft, editing) : asDecided(page, draft)}`
  const content = { title: draft.name, body, actions: actions(page, draft) }
  return page.c.html(await layout(page, content), editing.error ? 422 : 200)
}

const asDecided = (page: Context, draft: Draft) =>
  html`${flags(page, draft)} ${pictures(page, draft)} ${known(page, draft)} ${postOf(page, draft)}`

function actions(page: Context, { id, status, product_id: productId }: Draft) {
  const { t } = page
  if (productId !== null)
    return html`<a class="button" href="/console/products/${productId}">${t('toProduct')}</a>`
  if (!page.may('own:write') || status === 'approved') return ''
  const form = (act: 'reject' | 'restore') =>
    html`<form method="post" action="/console/drafts/${id}/${act}" data-morph>
      <button>${t(act)}</button>
    </form>`
  return form(status === 'pending' ? 'reject' : 'restore')
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

const backOf = async (page: Context): Promise<string> => {
  const back = (await readForm(page)).get('back')
  return back === null ? `/drafts/${encodeURIComponent(page.param('id'))}` : ownPath(back)
}

export async function approveDraft(page: Context): Promise<Response> {
  const back = await backOf(page)
  const { name } = await loadDraft(page)
  await page.api.call('approveProductDraft', { params: { id: page.param('id') } })
  return goTo(page, back, page.t('approved', { name }))
}

export async function rejectDraft(page: Context): Promise<Response> {
  const back = await backOf(page)
  await page.api.call('rejectProductDraft', { params: { id: page.param('id') }, body: {} })
  return goTo(page, back, page.t('rejected'))
}

export async function restoreDraft(page: Context): Promise<Response> {
  const { id } = await page.api.call('restoreProductDraft', { params: { id: page.param('id') } })
  return goTo(page, `/drafts/${id}`, page.t('restored'))
}
