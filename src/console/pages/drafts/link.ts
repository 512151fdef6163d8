import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readFields, readForm, type Page } from '../../page.ts'
import { external } from '../../parts/external.ts'
import { picture } from '../../parts/picture.ts'
import { notice, shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { Approved, Draft } from './data.ts'
import { flags, pictureOf, price } from './show.ts'
import { draftsWords } from './words.ts'

const isOver = (error: unknown): boolean =>
  error instanceof ProblemError && [404, 409, 422].includes(error.problem.status)

/** `GET /draft-link?once=CODE`: the draft of a link from a message, with the button that the link stands for. */
export async function showLink(page: Page): Promise<Response> {
  const say = sayIn(page.language, draftsWords)
  const code = page.c.req.query('once') ?? ''
  try {
    const draft = await page.ask('POST /api/products/draft-links/show', Draft, { body: { code } })
    const body = html`<section class="card">
      ${flags(page, draft)} ${picture({ hash: pictureOf(draft), name: draft.name, size: 96 })}
      <p>${price(page, draft)}</p>
      <p>${draft.description}</p>
      ${draft.post.permalink === null ? '' : html`<p>${external(draft.post.permalink, say('viewPost'))}</p>`}
      ${page.may('own:write') ? approveForm(page, draft, code) : ''}
    </section>`
    return page.c.html(await shell(page, { title: draft.name, body }))
  } catch (error) {
    if (!isOver(error)) throw error
    return await showOver(page)
  }
}

function approveForm({ language }: Page, { id }: Draft, code: string) {
  const say = sayIn(language, draftsWords)
  return html`<form method="post" action="/console/draft-link">
    <input type="hidden" name="once" value="${code}" />
    <a class="button" href="/console/drafts/${id}">${say('edit')}</a>
    <button class="main">${say('approve')}</button>
  </form>`
}

async function showOver(page: Page): Promise<Response> {
  const say = sayIn(page.language, draftsWords)
  const body = html`${notice(say('linkOver'))}
    <p><a class="button" href="/console/drafts?status=pending">${say('title')}</a></p>`
  return page.c.html(await shell(page, { title: say('title'), body }), 404)
}

/** `POST /draft-link`: approves the draft; the link is used by then. */
export async function useLink(page: Page): Promise<Response> {
  const { once: code } = readFields(z.object({ once: z.string() }), await readForm(page))
  try {
    const body = { code }
    const { name } = await page.ask('POST /api/products/draft-links/show', Draft, { body })
    const { product_id: id } = await page.ask('POST /api/products/draft-links/approve', Approved, {
      body,
    })
    return goTo(page, `/products/${id}`, sayIn(page.language, draftsWords)('approved', { name }))
  } catch (error) {
    if (!isOver(error)) throw error
    return await showOver(page)
  }
}
