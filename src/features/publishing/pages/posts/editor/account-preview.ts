import { html } from 'hono/html'
import { goTo } from '../../../../../console/page.ts'
import { details } from '../../../../../console/parts/details.ts'
import { addressOfStep, stepPage } from '../frame.ts'
import { thumbnail } from '../media.ts'
import type { Context, PlannedAccount, Post } from '../kit.ts'
import { isEditable, loadPost } from '../read.ts'

/** A post as it will stand on one account: its caption, every file, and what goes with it. */
export async function showAccountPreview(page: Context): Promise<Response> {
  const { t } = page
  const post = await loadPost(page)
  if (!isEditable(post)) return goTo(page, `/posts/${post.id}`)
  const { accounts } = await page.api.call('planPost', { params: { id: post.id } })
  const account = accounts.find(({ id }) => id === page.c.req.query('account'))
  const back = addressOfStep(post.id, 'plan')
  if (!account) return goTo(page, back)
  const body = html`<h2>${t('extras.onAccount', { name: `@${account.username}` })}</h2>
    <div class="columns wide">${figure(page, post, account)} ${beside(page, post, account)}</div>
    <p class="go-on"><a class="button" href="/console${back}">${t('extras.backToPlan')}</a></p>`
  return await stepPage(page, post, { step: 'plan', body })
}

function figure(page: Context, post: Post, account: PlannedAccount) {
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
      <strong dir="auto">${username}</strong>
      <span class="post-caption" dir="auto">${caption === '' ? page.t('noCaption') : caption}</span>
    </p>
  </figure>`
}

/** A reel shows its cover where there is one of ours. */
function filesOf({ type, media, cover_upload_id: cover }: Post) {
  if (type !== 'reel' || cover === null) return media
  return [{ upload_id: cover, kind: 'picture', alt_text: null } as const]
}

function beside(page: Context, post: Post, { comment }: PlannedAccount) {
  const { t } = page
  const { cover_at_ms: at, cover_upload_id: cover } = post
  const isReel = post.type === 'reel'
  const frame =
    at === null
      ? t('extras.coverIsAny')
      : t('extras.coverIsAt', { n: page.formats.precise(at / 1_000) })
  return details([
    ...(comment === null ? [] : [[page.t('firstComment'), comment] as const]),
    ...(isReel
      ? [[t('extras.cover'), cover === null ? frame : t('extras.coverIsPicture')] as const]
      : []),
    ...(isReel && !post.shares_to_feed
      ? [[t('extras.inGrid'), t('extras.notInGrid')] as const]
      : []),
  ])
}
