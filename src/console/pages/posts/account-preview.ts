import { html } from 'hono/html'
import { goTo, type Page } from '../../page.ts'
import { details } from '../../parts/details.ts'
import { sayIn } from '../../words.ts'
import { isEditable, loadPost, Plan, type Post } from './data.ts'
import { extrasWords } from './extras-words.ts'
import { addressOfStep, stepPage } from './frame.ts'
import { thumbnail } from './media.ts'
import { postsWords } from './words.ts'

/** A post as it will stand on one account: its caption, every file, and what goes with it. */
export async function showAccountPreview(page: Page): Promise<Response> {
  const post = await loadPost(page)
  if (!isEditable(post)) return goTo(page, `/posts/${post.id}`)
  const { accounts } = await page.ask(`GET /api/posts/${post.id}/plan`, Plan)
  const account = accounts.find(({ id }) => id === page.c.req.query('account'))
  const back = addressOfStep(post.id, 'plan')
  if (!account) return goTo(page, back)
  const say = sayIn(page.language, extrasWords)
  const body = html`<h2>${say('onAccount', { name: `@${account.username}` })}</h2>
    <div class="columns wide">${figure(page, post, account)} ${beside(page, post, account)}</div>
    <p class="go-on"><a class="button" href="/console${back}">${say('backToPlan')}</a></p>`
  return await stepPage(page, post, { step: 'plan', body })
}

function figure(page: Page, post: Post, account: Plan['accounts'][number]) {
  const { username, caption } = account
  const files = filesOf(post)
  const place = post.location?.name ?? ''
  const others = post.collaborators.map((each) => `, @${each}`).join('')
  return html`<figure class="feed-card" id="preview-${account.id}">
    <figcaption>
      @${username}${others} ${place === '' ? '' : html`<small class="line">${place}</small>`}
    </figcaption>
    ${files.map(
      (file, at) =>
        html`<div class="feed-media">
          ${thumbnail(file)}
          ${files.length > 1 ? html`<small>${at + 1}/${files.length}</small>` : ''}
        </div>`,
    )}
    <p>
      <strong>${username}</strong>
      <span class="post-caption"
        >${caption === '' ? sayIn(page.language, postsWords)('noCaption') : caption}</span
      >
    </p>
  </figure>`
}

/** A reel shows its cover where there is one of ours. */
function filesOf({ type, media, cover_upload_id: cover }: Post) {
  if (type !== 'reel' || cover === null) return media
  return [{ upload_id: cover, kind: 'picture', alt_text: null }]
}

function beside(page: Page, post: Post, { comment }: Plan['accounts'][number]) {
  const say = sayIn(page.language, extrasWords)
  const { cover_at_ms: at, cover_upload_id: cover } = post
  const isReel = post.type === 'reel'
  const frame =
    at === null ? say('coverIsAny') : say('coverIsAt', { n: page.formats.precise(at / 1_000) })
  return details([
    ...(comment === null
      ? []
      : [[sayIn(page.language, postsWords)('firstComment'), comment] as const]),
    ...(isReel ? [[say('cover'), cover === null ? frame : say('coverIsPicture')] as const] : []),
    ...(isReel && !post.shares_to_feed ? [[say('inGrid'), say('notInGrid')] as const] : []),
  ])
}
