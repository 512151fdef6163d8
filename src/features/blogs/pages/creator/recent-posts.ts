import { html } from 'hono/html'
import { captionLanguages } from '../../../../creators/languages.ts'
import { addressOf } from '../../../../console/page.ts'
import { asTable, numberCell } from '../../../../console/parts/figures/as-table.ts'
import { barFigure } from '../../../../console/parts/figures/bars.ts'
import { hatch } from '../../../../console/parts/figures/hatch.ts'
import { nextReading } from './facts.ts'
import { pathOf } from './frame.ts'
import { postUrl } from './posts.ts'
import type { Assessed, Assessment, Context, Creator, Post, Standing } from './kit.ts'

type Read = { creator: Creator; assessment: Assessment; standing: Standing }
type PostPair = { assessed: Assessed; post: Post }

/** The newest posts as bars, oldest first, before the band of accounts of the same size. */
export function recentPosts(page: Context, read: Read) {
  const { t, formats } = page
  const { assessment, creator } = read
  const pairs = pairedPosts(read)
  if (!pairs.some(({ assessed }) => assessed.engagement !== null))
    return html`<section>
      <h2>${t('recentTitle', { n: pairs.length })}</h2>
      <p class="hint">
        ${pairs.length === 0 ? nextReading(page, assessment, 'postsLater') : t('countsHidden')}
      </p>
    </section>`
  const band = read.standing.data.find(({ metric }) => metric === 'er')
  const label = t('recentTitle', { n: pairs.length })
  const dayOf = (each: PostPair | undefined) =>
    each === undefined ? '' : formats.dayMonth(new Date(each.post.taken_at))
  return html`<section aria-labelledby="recent">
    <div class="title">
      <h2 id="recent">${label}</h2>
      <small>${t('by_er_short')}</small>
      <a class="out" href="${addressOf(pathOf(creator, 'posts'))}">${t('allPosts')}</a>
    </div>
    <figure class="panel padded">
      ${hatch()}
      ${barFigure({
        label: `${label}. ${band === undefined ? '' : t('bandIs', { median: formats.percent(band.median) })}`,
        bars: pairs.map((each) => ({
          value: each.assessed.engagement,
          title: titleOf(page, each),
          mark: each.assessed.paid === null ? undefined : t('paidMark'),
          picture: each.post.thumbnail_hash,
          href: postUrl(each.post.code) ?? undefined,
        })),
        band,
        write: formats.percent,
        ends: [dayOf(pairs[0]), dayOf(pairs.at(-1))],
      })}
      ${keyOf(page, band)} ${tableOf(page, pairs, label)}
    </figure>
  </section>`
}

type Band = Standing['data'][number] | undefined

const keyOf = ({ t, formats }: Context, band: Band) =>
  html`<p class="figure-key">
    <span
      ><svg class="fig" width="14" height="10" aria-hidden="true">
        <rect class="fig-bar" width="14" height="10" rx="2" /></svg
      >${t('keyPost')}</span
    >
    <span
      ><svg class="fig" width="14" height="10" aria-hidden="true">
        <rect
          class="fig-hatched"
          x=".5"
          y=".5"
          width="13"
          height="9"
          rx="2"
          fill="url(#hatch)"
        /></svg
      >${t('paidMark')}</span
    >
    ${
      band === undefined
        ? html`<span>${t('bandLater')}</span>`
        : html`<span
            ><svg class="fig" width="18" height="10" aria-hidden="true">
              <rect class="fig-band" width="18" height="10" />
              <path class="fig-median" d="M0 5h18" /></svg
            >${t('keyBand', { median: formats.percent(band.median) })}</span
          >`
    }
  </p>`

const tableOf = (page: Context, pairs: readonly PostPair[], label: string) => {
  const { t } = page
  return asTable(page, 'recent', {
    label,
    head: [
      t('posts'),
      t('kind'),
      numberCell(t('likesHead')),
      numberCell(t('commentsHead')),
      numberCell(t('er')),
      t('paidHead'),
    ],
    rows: pairs.map((each) => rowOf(page, each)),
  })
}

/** The assessed posts with their pictures and words, oldest first. */
function pairedPosts({ creator, assessment }: Pick<Read, 'creator' | 'assessment'>): PostPair[] {
  const posts = new Map(creator.posts.map((post) => [post.platform_id, post]))
  return assessment.posts.flatMap((assessed) => {
    const post = posts.get(assessed.platform_id)
    return post ? [{ assessed, post }] : []
  })
}

const kindOf = ({ t }: Context, { product_type, media_type, child_count }: Post): string =>
  t(
    product_type === 'clips'
      ? 'kind_reel'
      : child_count
        ? 'kind_album'
        : media_type === 'video'
          ? 'kind_video'
          : 'kind_photo',
  )

const countText = ({ formats, t }: Context, value: number | null): string =>
  value === null ? t('hiddenCount') : formats.number(value)

/** Names the words or the label that mark a post as advertising, and its brand. */
export function paidText({ t }: Context, { paid }: Assessed): string {
  if (paid === null) return ''
  const names = paid.brands.join(', ')
  if (names === '') return t(`paid_${paid.by}`)
  return t(`paidFor_${paid.by}`, { names })
}

const countsText = (page: Context, { like_count: likes, comment_count: comments }: Post): string =>
  page.t('countsOf', { likes: countText(page, likes), comments: countText(page, comments) })

function titleOf(page: Context, { post, assessed }: PostPair): string {
  const { t, formats } = page
  const parts = [
    `${formats.moment(new Date(post.taken_at))}, ${kindOf(page, post)}`,
    assessed.engagement === null ? t('countsHidden') : formats.percent(assessed.engagement),
    countsText(page, post),
    ...(post.play_count === null ? [] : [t('plays', { n: formats.number(post.play_count) })]),
    ...(assessed.paid === null ? [] : [paidText(page, assessed)]),
  ]
  return parts.join(' · ')
}

const rowOf = (page: Context, each: PostPair) => {
  const { formats, t } = page
  const { post, assessed } = each
  return [
    formats.moment(new Date(post.taken_at)),
    kindOf(page, post),
    numberCell(countText(page, post.like_count)),
    numberCell(countText(page, post.comment_count)),
    numberCell(
      assessed.engagement === null ? t('hiddenCount') : formats.percent(assessed.engagement),
    ),
    paidText(page, assessed),
  ]
}

/** The three posts with the most engagement, as large pictures. */
export function bestPosts(page: Context, read: Read) {
  const { t } = page
  const pairs = new Map(pairedPosts(read).map((each) => [each.post.platform_id, each]))
  const best = read.assessment.best.flatMap((id) => pairs.get(id) ?? [])
  if (best.length === 0) return ''
  return html`<section aria-labelledby="best">
    <div class="title">
      <h2 id="best">${t('bestTitle')}</h2>
      <small>${t('bestHint', { n: read.assessment.posts_read })}</small>
    </div>
    <ol class="best-posts">
      ${best.map((each) => bestPost(page, each))}
    </ol>
  </section>`
}

function bestPost(page: Context, { post, assessed }: PostPair) {
  const { t, formats } = page
  const caption = firstLine(post.caption_text) ?? t('noCaption')
  const url = postUrl(post.code)
  const percent = assessed.engagement === null ? '' : formats.percent(assessed.engagement)
  const times = assessed.times_usual
  const head =
    times === null
      ? percent
      : t('timesUsual', { percent, n: formats.precise(Math.round(times * 10) / 10) })
  const reactions = (post.like_count ?? 0) + (post.comment_count ?? 0)
  const picture =
    post.thumbnail_hash === null
      ? html`<span class="shot" aria-hidden="true"></span>`
      : html`<img
          class="shot"
          src="/console/images/${post.thumbnail_hash}"
          width="260"
          height="325"
          alt="${caption}"
        />`
  const inside = html`${picture}<b>${head}</b>`
  return html`<li>
    ${url === null ? inside : html`<a href="${url}" target="_blank" rel="noreferrer noopener nofollow">${inside}</a>`}
    <p lang="${languageOf(post.caption_text)}" dir="auto">${caption}</p>
    <small title="${countsText(page, post)}">
      ${formats.dayMonth(new Date(post.taken_at))}${
        post.play_count === null ? '' : ` · ${t('plays', { n: formats.compact(post.play_count) })}`
      }
      · ${t('reactions', { n: reactions })}
    </small>
  </li>`
}

const LONGEST_LINE = 90

/** The beginning of a caption, for a line below its picture. */
export function firstLine(caption: string | null): string | null {
  const line = caption
    ?.split('\n')
    .find((each) => each.trim() !== '')
    ?.trim()
  if (line === undefined) return null
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE).trimEnd()}…` : line
}

export const languageOf = (caption: string | null): string =>
  caption === null ? '' : (captionLanguages([caption])[0] ?? '')
