import { html } from 'hono/html'
import { z } from '../../../../http/router.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { goTo, readFields, readForm } from '../../../../console/page.ts'
import { external } from '../../../../console/parts/external.ts'
import { picture } from '../../../../console/parts/picture.ts'
import { notice, layout } from '../../../../console/layout.ts'
import { flags, pictureOf, price } from './show.ts'
import type { Context, Draft } from './kit.ts'

/** The statuses for a link that was used, has expired, or is for another user. */
const OVER = [404, 409, 422]

/**
 * `GET /draft-link?once=CODE`: the draft of a link from a message, with the button for the link's
 * decision.
 */
export async function showLink(page: Context): Promise<Response> {
  const { t } = page
  const code = page.c.req.query('once') ?? ''
  const { answer: draft, refusal } = await refusable(
    page.api.call('showDraftOfLink', { body: { code } }),
    OVER,
  )
  if (refusal) return await showOver(page)
  const body = html`<section class="card">
    ${flags(page, draft)} ${picture({ hash: pictureOf(draft), name: draft.name, size: 96 })}
    <p>${price(page, draft)}</p>
    <p dir="auto">${draft.description}</p>
    ${draft.post.permalink === null ? '' : html`<p>${external(draft.post.permalink, t('viewPost'))}</p>`}
    ${page.may('own:write') ? approveForm(page, draft, code) : ''}
  </section>`
  return page.c.html(await layout(page, { title: draft.name, body }))
}

function approveForm({ t }: Context, { id }: Draft, code: string) {
  return html`<form method="post" action="/console/draft-link">
    <input type="hidden" name="once" value="${code}" />
    <a class="button" href="/console/drafts/${id}">${t('edit')}</a>
    <button class="main">${t('approve')}</button>
  </form>`
}

async function showOver(page: Context): Promise<Response> {
  const { t } = page
  const body = html`${notice(t('linkOver'))}
    <p><a class="button" href="/console/drafts">${t('title')}</a></p>`
  return page.c.html(await layout(page, { title: t('title'), body }), 404)
}

/** `POST /draft-link`: approves the draft; the link is used by then. */
export async function useLink(page: Context): Promise<Response> {
  const { once: code } = readFields(z.object({ once: z.string() }), await readForm(page))
  const body = { code }
  const response = await refusable(page.api.call('showDraftOfLink', { body }), OVER)
  if (response.refusal) return await showOver(page)
  const approved = await refusable(page.api.call('approveDraftOfLink', { body }), OVER)
  if (approved.refusal) return await showOver(page)
  const { name } = response.answer
  return goTo(page, `/products/${approved.answer.product_id}`, page.t('approved', { name }))
}
