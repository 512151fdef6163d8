import { html } from 'hono/html'
import { z } from '../../../../http/router.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { goTo, readFields, readForm } from '../../../../console/page.ts'
import { picture } from '../../../../console/parts/picture.ts'
import { notice, layout } from '../../../../console/layout.ts'
import { bothValues } from './conflicts.ts'
import type { Conflict, Context, Product } from './kit.ts'

/** Whether the seller has still to say what becomes of a product without its post. */
const isOpen = (product: Product): boolean => {
  const since = [product.source_deleted_at, product.source_dropped_at].filter((at) => at !== null)
  const { source_loss_accepted_at: storedAt, status } = product
  return (
    status !== 'archived' &&
    since.some((at) => storedAt === null || Date.parse(at) > Date.parse(storedAt))
  )
}

const lost = (page: Context, product: Product) => {
  const { t } = page
  return html`${product.source_deleted_at === null ? '' : notice(t('postDeleted'))}
  ${product.source_dropped_at === null ? '' : notice(t('postDropped'))}`
}

/** Says that a product has lost its post, and asks what becomes of it. */
export function sourceNote(page: Context, product: Product) {
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

function sourceButtons({ t }: Context) {
  return html`<button name="choice" value="keep">${t('source.keep')}</button>
    <button name="choice" value="archive">${t('source.archive')}</button>`
}

const Choice = z.object({ choice: z.enum(['keep', 'archive']) })

export async function decideSource(page: Context): Promise<Response> {
  const { t } = page
  const body = readFields(Choice, await readForm(page))
  const params = { id: page.param('id') }
  const { id, name } = await page.api.call('decideProductSource', { params, body })
  return goTo(
    page,
    `/products/${id}`,
    t(body.choice === 'keep' ? 'source.kept' : 'source.archived', { name }),
  )
}

/** The statuses for a link that was used, has expired, or is for another user. */
const OVER = [404, 409, 422]

/** `GET /product-link?once=CODE`: what a link from a message decides, with the buttons for it. */
export async function showProductLink(page: Context): Promise<Response> {
  const code = page.c.req.query('once') ?? ''
  const { answer, refusal } = await refusable(
    page.api.call('showProductOfLink', { body: { code } }),
    OVER,
  )
  if (refusal) return await showOver(page)
  const { product, conflict } = answer
  const { id, name, pictures } = product
  const body = html`<section class="card">
    ${picture({ hash: pictures[0] ?? null, name, size: 96 })}
    ${conflict === null ? lost(page, product) : bothValues(page, conflict)}
    <form class="conflict-acts" method="post" action="/console/product-link">
      <input type="hidden" name="once" value="${code}" />
      <a class="button" href="/console/products/${id}">${page.t('source.toProduct')}</a>
      ${page.may('own:write') ? buttons(page, conflict) : ''}
    </form>
  </section>`
  return page.c.html(await layout(page, { title: name, body }))
}

function buttons(page: Context, conflict: Conflict | null) {
  if (conflict === null) return sourceButtons(page)
  if (conflict.resolved_to !== null) return ''
  const { t } = page
  return html`<button name="choice" value="mine">${t('keepMine')}</button>
    <button name="choice" value="theirs">${t('takeTheirs')}</button>`
}

async function showOver(page: Context): Promise<Response> {
  const { t } = page
  const body = html`${notice(t('source.linkOver'))}
    <p><a class="button" href="/console/products/conflicts">${t('allConflicts')}</a></p>`
  return page.c.html(await layout(page, { title: t('title'), body }), 404)
}

const Decision = z.object({
  once: z.string(),
  choice: z.enum(['mine', 'theirs', 'keep', 'archive']),
})

/** `POST /product-link`: decides; the link is used by then. */
export async function useProductLink(page: Context): Promise<Response> {
  const { once: code, choice } = readFields(Decision, await readForm(page))
  const { answer, refusal } = await refusable(
    page.api.call('decideProductOfLink', { body: { code, choice } }),
    OVER,
  )
  if (refusal) return await showOver(page)
  const words = { keep: 'kept', archive: 'archived', mine: 'settled', theirs: 'settled' } as const
  const flash = page.t(`source.${words[choice]}`, { name: answer.name })
  return goTo(page, `/products/${answer.id}`, flash)
}
