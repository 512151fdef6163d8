import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { time } from '../../parts/time.ts'
import { sayIn } from '../../words.ts'
import { Comments } from './data.ts'
import { productsWords } from './words.ts'

const SHOWN = '20'

/** The newest of what people wrote below the post of a product; nothing while nobody did. */
export async function commentsOf(page: Page, productId: string) {
  const say = sayIn(page.language, productsWords)
  const { data } = await page.ask('GET /api/products/comments', Comments, {
    query: { product: productId, limit: SHOWN },
  })
  if (data.length === 0) return ''
  return html`<section>
    <h2>${say('comments')}</h2>
    <ul class="comments">
      ${data.map(
        ({ id, text, username, sent_at: at }) =>
          html`<li id="comment-${id}">
            <b>${username === null ? '–' : `@${username}`}</b> ${text ?? ''}
            <small>${time(page, at)}</small>
          </li>`,
      )}
    </ul>
  </section>`
}
