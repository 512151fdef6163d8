import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { addressOf, goTo, ownPath, readForm, type Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { details } from '../../parts/details.ts'
import { picture } from '../../parts/picture.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { Draft, Product } from './data.ts'
import { editForm, type Editing } from './edit.ts'
import { postOf } from './post.ts'
import { amountOf, flags, STATE_SHAPES, variantsText } from './show.ts'
import { draftsWords } from './words.ts'

const draftId = ({ c }: Page): string => encodeURIComponent(c.req.param('id') ?? '')
export const loadDraft = async (page: Page): Promise<Draft> =>
  await page.ask(`GET /api/products/drafts/${draftId(page)}`, Draft)

/** The list that somebody came from, as an address; undefined for none. */
export const backIn = (given: string | null | undefined): string | undefined =>
  given ? addressOf(ownPath(given)) : undefined

/** `GET /drafts/:id?back=`: a draft beside its post; while it is open, its form. */
export async function showDraft(page: Page): Promise<Response> {
  return await show(page, await loadDraft(page), { back: backIn(page.c.req.query('back')) })
}

export async function show(page: Page, draft: Draft, editing: Editing): Promise<Response> {
  const say = sayIn(page.language, draftsWords)
  const isOpen = draft.status === 'pending' && page.may('own:write')
  const body = html`<p>${badge(STATE_SHAPES[draft.status], say(`state_${draft.status}`))}</p>
    ${isOpen ? await editForm(page, draft, editing) : asDecided(page, draft)}`
  const content = { title: draft.name, body, actions: acts(page, draft) }
  return page.c.html(await shell(page, content), editing.error ? 422 : 200)
}

const asDecided = (page: Page, draft: Draft) =>
  html`${flags(page, draft)} ${pictures(page, draft)} ${known(page, draft)} ${postOf(page, draft)}`

function acts(page: Page, { id, status, product_id: productId }: Draft) {
  const say = sayIn(page.language, draftsWords)
  if (productId !== null)
    return html`<a class="button" href="/console/products/${productId}">${say('toProduct')}</a>`
  if (!page.may('own:write') || status === 'approved') return ''
  const form = (act: 'reject' | 'restore') =>
    html`<form method="post" action="/console/drafts/${id}/${act}" data-morph>
      <button>${say(act)}</button>
    </form>`
  return form(status === 'pending' ? 'reject' : 'restore')
}

const pictures = ({ language }: Page, { name, post: { pictures: all } }: Draft) => {
  const say = sayIn(language, draftsWords)
  return html`<p class="pictures">
    ${all.map(
      ({ number, hash }) =>
        html`<span title="${say('pictureOf', { n: number })}"
          >${picture({ hash, name, size: 96 })}</span
        >`,
    )}
  </p>`
}

function known(page: Page, draft: Draft) {
  const say = sayIn(page.language, draftsWords)
  const { price, currency, category, tags, description, reason } = draft
  return details([
    [say('price'), price === null ? say('priceUnknown') : amountOf(page, price, currency)],
    [say('category'), category ?? '–'],
    [say('tags'), tags.join(', ') || '–'],
    [say('variants'), variantsText(draft) || '–'],
    [say('description'), description || '–'],
    ...(reason === null ? [] : [[say('reason'), reason] as const]),
  ])
}

const backOf = async (page: Page): Promise<string> => {
  const back = (await readForm(page)).get('back')
  return back === null ? `/drafts/${draftId(page)}` : ownPath(back)
}

export async function approveDraft(page: Page): Promise<Response> {
  const back = await backOf(page)
  const { name } = await loadDraft(page)
  await page.ask(`POST /api/products/drafts/${draftId(page)}/approve`, Product)
  return goTo(page, back, sayIn(page.language, draftsWords)('approved', { name }))
}

export async function rejectDraft(page: Page): Promise<Response> {
  const back = await backOf(page)
  await page.ask(`POST /api/products/drafts/${draftId(page)}/reject`, z.unknown())
  return goTo(page, back, sayIn(page.language, draftsWords)('rejected'))
}

export async function restoreDraft(page: Page): Promise<Response> {
  await page.ask(`POST /api/products/drafts/${draftId(page)}/restore`, z.unknown())
  return goTo(page, `/drafts/${draftId(page)}`, sayIn(page.language, draftsWords)('restored'))
}
