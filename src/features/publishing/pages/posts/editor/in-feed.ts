import { html } from 'hono/html'
import { icon } from '../../../../../console/icons.ts'
import { boolAttr } from '../../../../../console/parts/attributes.ts'
import { accountFace } from '../../faces.ts'
import { moment, thumbnail } from '../media.ts'
import type { Context, Media, PlannedAccount, Post, Upload } from '../kit.ts'
import { beginningOf } from '../plan/folded.ts'

type Feed = { account: PlannedAccount | undefined; uploads: readonly Upload[] }

/** The post as the feed of an account shows it. */
export function inFeed(page: Context, post: Post, { account, uploads }: Feed) {
  const { t } = page
  const { collaborators, location } = post
  const face = account ?? { id: null, username: t('yourAccount'), picture_hash: null }
  const others = collaborators.map((each) => `, ${each}`).join('')
  return html`<figure class="instagram" id="in-feed">
    <figcaption class="inline">
      ${accountFace(face, 26)}
      <span
        ><b dir="auto">${face.username}${others}</b>${
          location === null ? '' : html`<small dir="auto">${location.name}</small>`
        }</span
      >
      <span class="end">···</span>
    </figcaption>
    ${slides(page, post, uploads)}
    <p class="inline instagram-acts" aria-hidden="true">
      ${icon('heart')}${icon('comment')}${icon('publish')}<span class="end"
        >${icon('bookmark')}</span
      >
    </p>
    ${captionOf(page, post, account)}
  </figure>`
}

/** The files beside each other, with a dot for each that leads to it. */
function slides(page: Context, post: Post, uploads: readonly Upload[]) {
  const { t, formats } = page
  const { media } = post
  const total = formats.number(media.length)
  if (media.length < 2)
    return html`<div class="feed-media" data-kind="${post.type}">${slide(post, 0, uploads)}</div>`
  return html`<ol class="feed-media slides" tabindex="0" aria-label="${t('editor.slides')}">
      ${media.map(
        (_, at) =>
          html`<li id="slide-${at + 1}">
            ${slide(post, at, uploads)}<small>${formats.number(at + 1)}/${total}</small>
          </li>`,
      )}
    </ol>
    <nav class="dots" aria-label="${t('editor.slides')}">
      ${media.map(
        (_, at) =>
          html`<a
            href="#slide-${at + 1}"
            aria-label="${t('editor.slideOf', { n: formats.number(at + 1), total })}"
          ></a>`,
      )}
    </nav>`
}

/** A file in the feed: the cover of a reel where that is a picture, otherwise a moment of it. */
function slide(
  { type, media, cover_upload_id: cover, ...post }: Post,
  at: number,
  uploads: Feed['uploads'],
) {
  const file: Pick<Media, 'upload_id' | 'kind' | 'alt_text'> | undefined = media[at]
  if (!file) return thumbnail(undefined)
  const alt = file.alt_text ?? uploads[at]?.file_name ?? null
  if (type === 'reel' && cover !== null)
    return thumbnail({ upload_id: cover, kind: 'picture', alt_text: alt })
  return file.kind === 'video'
    ? moment({ ...file, alt_text: alt }, type === 'reel' ? post.cover_at_ms : null)
    : thumbnail({ ...file, alt_text: alt })
}

function captionOf(page: Context, post: Post, account: PlannedAccount | undefined) {
  // The words of the post itself change while they are typed.
  const isOwn = account === undefined || account.origin === 'source' || account.origin === 'as_is'
  return html`<p class="instagram-caption" lang="${account?.caption_language ?? ''}" dir="auto">
    <b>${account?.username ?? page.t('yourAccount')}</b>
    ${folded(page, account?.caption ?? post.caption, isOwn)}
  </p>`
}

/** A caption up to the word before "more"; a script folds the one that is being typed. */
function folded({ t }: Context, caption: string, isOwn: boolean) {
  const beginning = beginningOf(caption)
  const mirror = isOwn ? html`data-mirrors="caption" data-fold` : ''
  const more = html`<span class="quiet" ${boolAttr(beginning === null, 'hidden')}
    >… ${t('more')}</span
  >`
  return html`<span ${mirror}>${beginning ?? caption}</span>${more}`
}
