import { html } from 'hono/html'
import { time } from '../../../../console/parts/time.ts'
import type { Context } from './kit.ts'

const MAX_COMMENTS = 20

/** Shows the newest comments below the post of a product; nothing while there are none. */
export async function commentsOf(page: Context, productId: string) {
  const { t } = page
  const { data } = await page.api.call('listProductComments', {
    query: { product: productId, limit: MAX_COMMENTS },
  })
  if (data.length === 0) return ''
  return html`<section>
    <h2>${t('comments')}</h2>
    <ul class="comments">
      ${data.map(
        ({ id, text, username, sent_at: at }) =>
          html`<li id="comment-${id}" dir="auto">
            <b>${username === null ? '–' : `@${username}`}</b> ${text ?? ''}
            <small>${time(page, at)}</small>
          </li>`,
      )}
    </ul>
  </section>`
}
