import { html } from 'hono/html'
import { thumbnail } from '../media.ts'
import type { Context, Post } from '../kit.ts'

/** The posts of a profile that are visible without scrolling. */
const GRID_CELLS = 9

/**
 * Shows a post as it will look in a feed. A script changes the text while the user types in the
 * field that it `mirrors`; `otherwise` is shown for an empty field.
 */
export const feedCard = (
  { media }: Pick<Post, 'media'>,
  preview: { username: string; caption: string; id: string; mirrors: string; otherwise?: string },
) =>
  html`<figure class="feed-card" id="card-${preview.id}">
    <figcaption>@${preview.username}</figcaption>
    <div class="feed-media">
      ${thumbnail(media[0])} ${media.length > 1 ? html`<small>1/${media.length}</small>` : ''}
    </div>
    <p>
      <strong dir="auto">${preview.username}</strong>
      <span data-mirrors="${preview.mirrors}" data-else="${preview.otherwise ?? ''}" dir="auto"
        >${preview.caption}</span
      >
    </p>
  </figure>`

/** The post in a feed, and in the grid of a profile beside the newest posts of the team. */
export function previews(
  page: Context,
  post: Post,
  { caption, others }: { caption: string; others: readonly Post[] },
) {
  const { t } = page
  const username = page.t('yourAccount')
  return html`<div class="previews">
    <section>
      <h2>${t('extras.inFeed')}</h2>
      ${feedCard(post, { id: post.id, username, caption, mirrors: 'caption' })}
    </section>
    <section>
      <h2>${t('extras.inGrid')}</h2>
      ${isInGrid(post) ? grid(page, post, others) : html`<p class="hint">${t('extras.notInGrid')}</p>`}
    </section>
  </div>`
}

const isInGrid = ({ type, shares_to_feed }: Post): boolean => type !== 'reel' || shares_to_feed

function grid({ t }: Context, post: Post, others: readonly Post[]) {
  const beside = others
    .filter((each) => each.id !== post.id && each.media.length > 0 && isInGrid(each))
    .slice(0, GRID_CELLS - 1)
  return html`<div class="profile-grid">
      ${[post, ...beside].map((each, at) => html`<span class="${at === 0 ? 'own' : ''}">${cell(each)}</span>`)}
    </div>
    <p class="hint">${t('extras.gridHint')}</p>`
}

/** A reel shows its cover. */
function cell({ media: [first], cover_upload_id: cover }: Post) {
  const picture = cover === null ? first : { upload_id: cover, kind: 'picture' as const }
  return thumbnail(picture && { ...picture, alt_text: null })
}
