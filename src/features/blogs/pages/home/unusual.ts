import { html } from 'hono/html'
import type { IconName } from '../../../../console/icons.ts'
import { badge } from '../../../../console/parts/badge.ts'
import { creatorPath } from '../../../../console/parts/creator-link.ts'
import { sparkline } from '../../../../console/parts/figures/sparkline.ts'
import { picture } from '../../../../console/parts/picture.ts'
import { nameOf, type Context, type Rules, type UnusualCreator } from './kit.ts'

const SIGNS: Readonly<Record<UnusualCreator['rule'], IconName>> = {
  follower_jump: 'flag',
  far_above: 'done',
  advertises: 'unknown',
  silent: 'resting',
}
/** The colour of a rule: that of a state. */
const STATES: Readonly<Record<UnusualCreator['rule'], IconName>> = {
  follower_jump: 'failed',
  far_above: 'done',
  advertises: 'resting',
  silent: 'pending',
}

/** Creators of lists that are out of the ordinary, each with its rule in a sentence. */
export function unusual(
  page: Context,
  { data, rules }: { data: readonly UnusualCreator[]; rules: Rules },
) {
  const { t } = page
  return html`<section aria-labelledby="unusual">
    <div class="title">
      <h2 id="unusual">${t('unusual')}</h2>
      <small>${t('inLists')}</small>
      ${whatCounts(page, rules)}
    </div>
    ${
      data.length === 0
        ? html`<p class="hint">${t('nothingUnusual')}</p>`
        : html`<ul class="unusual panel">
            ${data.map((each) => line(page, each))}
          </ul>`
    }
  </section>`
}

function whatCounts({ t, formats }: Context, { follower_jump, far_above, silent }: Rules) {
  return html`<details class="rules" id="rules">
    <summary>${t('whatCounts')}</summary>
    <dl>
      <dt>${t('rule_far_above')}</dt>
      <dd>${t('counts_far_above', { n: far_above.times })}</dd>
      <dt>${t('rule_follower_jump')}</dt>
      <dd>${t('counts_follower_jump', { share: formats.percent(follower_jump.share) })}</dd>
      <dt>${t('rule_advertises')}</dt>
      <dd>${t('counts_advertises')}</dd>
      <dt>${t('rule_silent')}</dt>
      <dd>${t('counts_silent', { n: silent.days, times: silent.times })}</dd>
    </dl>
  </details>`
}

function line(page: Context, each: UnusualCreator) {
  const { t, formats } = page
  const { creator, rule, trend, post } = each
  const path = `/console${creatorPath(creator.username, creator.id)}`
  const name = nameOf(creator)
  const label = t(rule === 'follower_jump' ? 'trendFollowers' : 'trendPosts', {
    from: formats.number(trend[0] ?? 0),
    to: formats.number(trend.at(-1) ?? 0),
  })
  return html`<li>
    ${picture({ hash: creator.avatar_hash, name: creator.username, size: 40 })}
    <div>
      <p class="what">
        <a class="name" href="${path}" dir="auto">${name}</a>
        ${creator.follower_count === null ? '' : html`<small>${formats.compact(creator.follower_count)}</small>`}
        <span class="rule" data-state="${STATES[rule]}"
          >${badge(SIGNS[rule], t(`rule_${rule}`))}</span
        >
      </p>
      <p>${REASONS[rule](page, each)}</p>
    </div>
    ${trend.length < 2 ? '' : sparkline(trend, label)}
    ${
      post?.thumbnail_hash
        ? html`<img
            class="shot"
            src="/console/images/${post.thumbnail_hash}"
            alt=""
            width="44"
            height="44"
            loading="lazy"
            decoding="async"
          />`
        : ''
    }
  </li>`
}

const DAY_MS = 86_400_000
const QUOTE = 80

/** The reason of each rule, in a sentence with its numbers. */
const REASONS: Readonly<
  Record<UnusualCreator['rule'], (page: Context, each: UnusualCreator) => unknown>
> = {
  follower_jump({ t, formats }, { before, now }) {
    const [then, today] = [before ?? 0, now ?? 0]
    const share = then === 0 ? 0 : (today - then) / then
    return t(share < 0 ? 'why_lost' : 'why_jump', {
      share: formats.percent(Math.abs(share)),
      before: formats.number(then),
      now: formats.number(today),
    })
  },
  far_above(page, each) {
    const { t, formats } = page
    const [usual, now] = [each.before ?? 1, each.now ?? 0]
    const text = t(each.is_plays === true ? 'why_plays' : 'why_reactions', {
      when: formats.weekdayOnly(new Date(each.at)),
      now: formats.compact(now),
      usual: formats.compact(usual),
      times: formats.number(Math.round(now / usual)),
    })
    return html`${text}${quoteOf(each)}`
  },
  advertises({ t, formats }, each) {
    const when = formats.weekdayOnly(new Date(each.at))
    const brands = each.brands.join(', ')
    const text = brands === '' ? t('why_advert', { when }) : t('why_brands', { when, brands })
    return html`${text}${quoteOf(each)}`
  },
  silent: ({ t, now }, { at }) =>
    t('why_silent', { n: Math.floor((now.getTime() - Date.parse(at)) / DAY_MS) }),
}

/** The first line of the caption. */
function quoteOf({ post }: UnusualCreator) {
  const quote = post?.caption?.split('\n')[0]?.slice(0, QUOTE) ?? ''
  return quote === '' ? '' : html` <q dir="auto">${quote}</q>`
}
