import { html } from 'hono/html'
import type { CreatorRead } from './creator-read.ts'
import type { Report } from './report.ts'

/** Fits on a page of paper, in rows of three. */
const MAX_POSTS = 6

type Post = CreatorRead['creator']['posts'][number]

/** The newest posts, large. */
export function lastPosts(report: Report, { creator, assessment }: CreatorRead) {
  const { t } = report
  const posts = creator.posts.filter(({ is_pinned: isPinned }) => !isPinned).slice(0, MAX_POSTS)
  if (posts.length === 0)
    return creator.scraped_at === null ? '' : html`<p class="hint">${t('noPosts')}</p>`
  const paid = new Set(
    assessment.posts.filter((each) => each.paid !== null).map((each) => each.platform_id),
  )
  return html`<section>
    <h2>${t('lastPosts', { n: posts.length })}</h2>
    <ol class="best-posts">
      ${posts.map((post) => html`<li>${shot(report, post)} ${below(report, post, paid)}</li>`)}
    </ol>
  </section>`
}

function shot({ base, t, formats }: Report, { thumbnail_hash: hash, taken_at: at }: Post) {
  if (hash === null)
    return html`<span class="shot" role="img" aria-label="${t('noPicture')}"></span>`
  return html`<img
    class="shot"
    src="${base}/images/${hash}"
    width="260"
    height="325"
    alt="${t('pictureOf', { day: formats.dayMonth(new Date(at)) })}"
  />`
}

function below({ t, formats }: Report, post: Post, paid: ReadonlySet<string>) {
  const { like_count: likes, comment_count: comments, play_count: plays } = post
  const reactions = likes === null || comments === null ? null : likes + comments
  return html`<b
      >${
        plays === null
          ? reactions === null
            ? t('creator.countsHidden')
            : t('creator.reactions', { n: reactions })
          : t('creator.plays', { n: formats.number(plays) })
      }</b
    >
    <small
      >${formats.dayMonth(new Date(post.taken_at))}${
        plays === null || reactions === null ? '' : ` · ${t('creator.reactions', { n: reactions })}`
      }${paid.has(post.platform_id) ? ` · ${t('creator.paidMark')}` : ''}</small
    >`
}
