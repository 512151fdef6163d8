import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readFields, readForm, type Page } from '../../page.ts'
import { picture } from '../../parts/picture.ts'
import { notice, shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { bothValues } from './conflicts.ts'
import { Conflict, Product } from './data.ts'
import { sourceWords } from './source-words.ts'
import { productsWords } from './words.ts'

/** Whether the seller has still to say what becomes of a product without its post. */
const isOpen = (product: Product): boolean => {
  const since = [product.source_deleted_at, product.source_dropped_at].filter((at) => at !== null)
  const { source_kept_at: kept, status } = product
  return (
    status !== 'archived' && since.some((at) => kept === null || Date.parse(at) > Date.parse(kept))
  )
}

const lost = (page: Page, product: Product) => {
  const say = sayIn(page.language, productsWords)
  return html`${product.source_deleted_at === null ? '' : notice(say('postDeleted'))}
  ${product.source_dropped_at === null ? '' : notice(say('postDropped'))}`
}

/** Says that a product has lost its post, and asks what becomes of it. */
export function sourceNote(page: Page, product: Product) {
  return html`${lost(page, product)}
  ${
    isOpen(product) && page.may('own:write')
      ? html`<form
          class="conflict-acts"
          method="post"
          action="/console/products/${product.id}/source"
          data-morph
        >
          ${sourceButtons(page)}
        </form>`
      : ''
  }`
}

function sourceButtons({ language }: Page) {
  const say = sayIn(language, sourceWords)
  return html`<button name="choice" value="keep">${say('keep')}</button>
    <button name="choice" value="archive">${say('archive')}</button>`
}

const Choice = z.object({ choice: z.enum(['keep', 'archive']) })

export async function decideSource(page: Page): Promise<Response> {
  const id = encodeURIComponent(page.c.req.param('id') ?? '')
  const body = readFields(Choice, await readForm(page))
  const { name } = await page.ask(`POST /api/products/source/${id}`, Product, { body })
  const say = sayIn(page.language, sourceWords)
  return goTo(page, `/products/${id}`, say(body.choice === 'keep' ? 'kept' : 'archived', { name }))
}

const isOver = (error: unknown): boolean =>
  error instanceof ProblemError && [404, 409, 422].includes(error.problem.status)

const OfLink = z.object({ product: Product, conflict: Conflict.nullable() })

/** `GET /product-link?once=CODE`: what a link from a message decides, with the buttons for it. */
export async function showProductLink(page: Page): Promise<Response> {
  const code = page.c.req.query('once') ?? ''
  try {
    const { product, conflict } = await page.ask('POST /api/products/links/show', OfLink, {
      body: { code },
    })
    const { id, name, pictures } = product
    const body = html`<section class="card">
      ${picture({ hash: pictures[0] ?? null, name, size: 96 })}
      ${conflict === null ? lost(page, product) : bothValues(page, conflict)}
      <form class="conflict-acts" method="post" action="/console/product-link">
        <input type="hidden" name="once" value="${code}" />
        <a class="button" href="/console/products/${id}"
          >${sayIn(page.language, sourceWords)('toProduct')}</a
        >
        ${page.may('own:write') ? buttons(page, conflict) : ''}
      </form>
    </section>`
    return page.c.html(await shell(page, { title: name, body }))
  } catch (error) {
    if (!isOver(error)) throw error
    return await showOver(page)
  }
}

function buttons(page: Page, conflict: Conflict | null) {
  if (conflict === null) return sourceButtons(page)
  if (conflict.resolved_to !== null) return ''
  const say = sayIn(page.language, productsWords)
  return html`<button name="choice" value="mine">${say('keepMine')}</button>
    <button name="choice" value="theirs">${say('takeTheirs')}</button>`
}

async function showOver(page: Page): Promise<Response> {
  const say = sayIn(page.language, productsWords)
  const body = html`${notice(sayIn(page.language, sourceWords)('linkOver'))}
    <p><a class="button" href="/console/products/conflicts">${say('allConflicts')}</a></p>`
  return page.c.html(await shell(page, { title: say('title'), body }), 404)
}

const Decision = z.object({
  once: z.string(),
  choice: z.enum(['mine', 'theirs', 'keep', 'archive']),
})

/** `POST /product-link`: decides; the link is used by then. */
export async function useProductLink(page: Page): Promise<Response> {
  const { once: code, choice } = readFields(Decision, await readForm(page))
  try {
    const { id, name } = await page.ask('POST /api/products/links/decide', Product, {
      body: { code, choice },
    })
    const words = { keep: 'kept', archive: 'archived', mine: 'settled', theirs: 'settled' } as const
    const flash = sayIn(page.language, sourceWords)(words[choice], { name })
    return goTo(page, `/products/${id}`, flash)
  } catch (error) {
    if (!isOver(error)) throw error
    return await showOver(page)
  }
}
