import { html } from 'hono/html'
import { icon } from '../../../../console/icons.ts'
import type { Preview } from './kit.ts'

const CODE = /^[\w-]{1,60}$/

/** The newest posts of a creator as small pictures, a reel with its sign. */
export const postStrip = (posts: Preview['posts'], label: string) =>
  posts.length === 0
    ? html`<small>–</small>`
    : html`<span class="thumbs" role="group" aria-label="${label}">
        ${posts.map(({ code, thumbnail_hash: hash, is_reel: isReel }) => {
          const picture =
            hash === null
              ? html`<span class="thumb-shot"></span>`
              : html`<img
                  class="thumb-shot"
                  src="/console/images/${hash}"
                  width="44"
                  height="44"
                  alt=""
                  loading="lazy"
                  decoding="async"
                />`
          const inside = html`${picture}${isReel ? html`<i>${icon('play')}</i>` : ''}`
          return code !== null && CODE.test(code)
            ? html`<a
                class="thumb-post"
                href="https://www.instagram.com/p/${code}/"
                target="_blank"
                rel="noreferrer noopener nofollow"
                aria-label="${label}"
                >${inside}</a
              >`
            : html`<span class="thumb-post">${inside}</span>`
        })}
      </span>`
