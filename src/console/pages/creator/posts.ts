import { html } from 'hono/html'
import { captionLanguages } from '../../../creators/languages.ts'
import { addressOf, type Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { empty } from '../../parts/empty.ts'
import { external } from '../../parts/external.ts'
import { pager } from '../../parts/pager.ts'
import { time } from '../../parts/time.ts'
import { sayIn } from '../../words.ts'
import { Posts, type Post } from './data.ts'
import { pathOf, readCreator, showPart } from './frame.ts'
import { creatorPageWords } from './words.ts'

const SHOWN = 24

export async function showPosts(page: Page): Promise<Response> {
  const say = sayIn(page.language, creatorPageWords)
  const creator = await readCreator(page)
  const cursor = page.c.req.query('cursor')
  const { data, next_cursor: next } = await page.ask(`GET /api/blogs/${creator.id}/posts`, Posts, {
    query: { cursor, limit: SHOWN },
  })
  const body =
    data.length === 0
      ? empty(say('noPosts'), say('noPostsHint'))
      : html`<ul class="posts">
            ${data.map((post) => card(page, post))}
          </ul>
          ${pager(page, addressOf(pathOf(creator, 'posts')), { cursor, next })}`
  return await showPart(page, creator, { part: 'posts', body })
}

const CODE = /^[\w-]{1,60}$/

/** The address of a post; null without a code. */
export const postUrl = (code: string | null): string | null =>
  code !== null && CODE.test(code) ? `https://www.instagram.com/p/${code}/` : null

function card(page: Page, post: Post) {
  const say = sayIn(page.language, creatorPageWords)
  const url = postUrl(post.code)
  const { caption_text: caption } = post
  const [language] = caption === null ? [] : captionLanguages([caption])
  return html`<li id="post-${post.platform_id}">
    ${
      post.thumbnail_hash === null
        ? html`<div class="thumb"></div>`
        : html`<img
            class="picture thumb"
            src="/console/images/${post.thumbnail_hash}"
            alt=""
            width="240"
            height="240"
            loading="lazy"
            decoding="async"
          />`
    }
    <p class="counts">${counts(page, post)}</p>
    <p class="marks">
      ${post.is_paid_partnership ? badge('flag', say('paid')) : ''} ${advertises(page, post)}
      ${post.is_pinned ? html`<small>${say('pinned')}</small>` : ''}
    </p>
    ${
      caption === null
        ? html`<p><small>${say('noCaption')}</small></p>`
        : html`<p class="caption" lang="${language ?? ''}">${caption}</p>`
    }
    <p class="foot-line">
      ${time(page, post.taken_at)} ${url === null ? '' : external(url, say('openPost'))}
    </p>
  </li>`
}

function counts({ language, formats }: Page, post: Post) {
  const say = sayIn(language, creatorPageWords)
  const { play_count: plays, like_count: likes, comment_count: comments } = post
  const count = (key: 'plays' | 'likes' | 'comments', value: number) =>
    html`<span title="${formats.number(value)}">${say(key, { n: formats.compact(value) })}</span>`
  return html`${plays === null ? '' : count('plays', plays)}
  ${likes === null ? html`<span>${say('likesHidden')}</span>` : count('likes', likes)}
  ${comments === null ? '' : count('comments', comments)}`
}

function advertises({ language }: Page, { advertising, is_paid_partnership: isLabelled }: Post) {
  if (advertising === null) return ''
  const say = sayIn(language, creatorPageWords)
  const names = advertising.brands.map(({ brand }) => brand).join(', ')
  if (names !== '') return html`<span>${say('advertises', { names })}</span>`
  return isLabelled ? '' : html`<span>${say('advertisesUnlabelled')}</span>`
}
