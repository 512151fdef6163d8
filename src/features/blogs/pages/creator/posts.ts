import { html } from 'hono/html'
import { captionLanguages } from '../../../../creators/languages.ts'
import { addressOf } from '../../../../console/page.ts'
import { badge } from '../../../../console/parts/badge.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { external } from '../../../../console/parts/external.ts'
import { pager } from '../../../../console/parts/pager.ts'
import { time } from '../../../../console/parts/time.ts'
import { pathOf, readCreator, showPart } from './frame.ts'
import type { Context, Post } from './kit.ts'

const PAGE_SIZE = 24

export async function showPosts(page: Context): Promise<Response> {
  const { t } = page
  const creator = await readCreator(page)
  const cursor = page.c.req.query('cursor')
  const { data, next_cursor: next } = await page.api.call('listBlogPosts', {
    params: { id: creator.id },
    query: { cursor, limit: PAGE_SIZE },
  })
  const body =
    data.length === 0
      ? empty(t('noPosts'), t('noPostsHint'))
      : html`<ul class="posts">
            ${data.map((post) => card(page, post))}
          </ul>
          ${pager(page, addressOf(pathOf(creator, 'posts')), { cursor, next, rows: data.length })}`
  return await showPart(page, creator, { part: 'posts', body })
}

const CODE = /^[\w-]{1,60}$/

/** The address of a post; null without a code. */
export const postUrl = (code: string | null): string | null =>
  code !== null && CODE.test(code) ? `https://www.instagram.com/p/${code}/` : null

function card(page: Context, post: Post) {
  const { t } = page
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
      ${post.is_paid_partnership ? badge('flag', t('paid')) : ''} ${advertises(page, post)}
      ${post.is_pinned ? html`<small>${t('pinned')}</small>` : ''}
    </p>
    ${
      caption === null
        ? html`<p><small>${t('noCaption')}</small></p>`
        : html`<p class="caption" lang="${language ?? ''}" dir="auto">${caption}</p>`
    }
    <p class="foot-line">
      ${time(page, post.taken_at)} ${url === null ? '' : external(url, t('openPost'))}
    </p>
  </li>`
}

function counts({ t, formats }: Context, post: Post) {
  const { play_count: plays, like_count: likes, comment_count: comments } = post
  const count = (key: 'plays' | 'likes' | 'comments', value: number) =>
    html`<span title="${formats.number(value)}">${t(key, { n: formats.compact(value) })}</span>`
  return html`${plays === null ? '' : count('plays', plays)}
  ${likes === null ? html`<span>${t('likesHidden')}</span>` : count('likes', likes)}
  ${comments === null ? '' : count('comments', comments)}`
}

function advertises({ t }: Context, { advertising, is_paid_partnership: isLabelled }: Post) {
  if (advertising === null) return ''
  const names = advertising.brands.map(({ brand }) => brand).join(', ')
  if (names !== '') return html`<span>${t('advertises', { names })}</span>`
  return isLabelled ? '' : html`<span>${t('advertisesUnlabelled')}</span>`
}
