import { html } from 'hono/html'
import type { Post } from '../kit.ts'
import { thumbnail } from '../media.ts'

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
