import { html } from 'hono/html'
import { addressOf } from '../../../../console/page.ts'
import { creatorPath } from '../../../../console/parts/creator-link.ts'
import { number } from '../../../../console/parts/figures/number.ts'
import { placeAmong } from '../../../../console/parts/figures/place.ts'
import { avatar } from '../../../../console/parts/picture.ts'
import { icon } from '../../../../console/icons.ts'
import { riskSentence, riskSign, topicOf, written, type Glances } from './columns.ts'
import type { Context, Creator } from './kit.ts'
import { postStrip } from './post-strip.ts'

/** Creators as cards: their newest posts first, which say more than a face. */
export const gallery = (page: Context, rows: readonly Creator[], glances: Glances) =>
  html`<ul class="gallery list">
    ${rows.map((creator) => card(page, creator, glances))}
  </ul>`

function card(page: Context, creator: Creator, glances: Glances) {
  const { t } = page
  const { id, username, full_name, avatar_hash } = creator
  const posts = glances.get(id)?.posts ?? []
  return html`<li id="creator-${id}">
    <div class="gallery-head">
      <span class="tick"
        ><input
          type="checkbox"
          id="tick-${username}"
          name="id"
          value="${username}"
          form="bulk"
          aria-label="${t('common.choose')} @${username}"
      /></span>
      ${avatar({ hash: avatar_hash, name: username, size: 40 })}
      <div>
        <a class="name" href="${addressOf(creatorPath(username, id))}" dir="auto">@${username}</a>
        <p dir="auto">${full_name ?? ''}</p>
      </div>
    </div>
    ${posts.length === 0 ? '' : postStrip(posts, t('lastPosts'))}
    <p>${figures(page, creator)}</p>
    <p dir="auto">${topicOf(page, creator) ?? ''}</p>
    ${creator.risk_flags.map(
      (flag) =>
        html`<p class="risk" title="${riskSentence(page.language, flag)}">
          ${icon('flag')} ${riskSign(page.language, flag)}
        </p>`,
    )}
  </li>`
}

/** Followers and engagement, as far as they are known; why not, where neither is. */
function figures(page: Context, creator: Creator) {
  const { t } = page
  const { follower_count: followers, er, er_percentile: percentile, scrape_status } = creator
  const known = [
    ...(followers === null ? [] : [html`<b>${number(page, followers)}</b>`]),
    ...(er === null ? [] : [html`${t('er')} ${written(page, er, 'percent')}`]),
  ]
  if (known.length === 0)
    return scrape_status === 'active' ? '' : t(`creator.status_${scrape_status}`)
  const place =
    er === null || percentile === null
      ? ''
      : placeAmong(percentile, t('percentileHint', { n: percentile }))
  return html`${known.map((each, at) => html`${at === 0 ? '' : ' · '}${each}`)} ${place}`
}
