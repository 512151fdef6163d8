import { html } from 'hono/html'
import { placeAmong } from '../../../../console/parts/figures/place.ts'
import type { Assessment, Context, Creator, Membership, Standing } from './kit.ts'
import { agreedPrice, perThousandViews } from './prices.ts'

type Read = {
  creator: Creator
  assessment: Assessment
  standing: Standing
  memberships: readonly Membership[]
}
type Fact = { label: string; value: unknown; aside: unknown; title?: string }

/**
 * Five facts. What is not known yet says when it will be: a dash would lead the page with nothing.
 */
export const facts = (page: Context, read: Read) =>
  html`<dl class="facts five">
    ${[followers, engagement, views, rhythm, price].map((fact) => {
      const { label, value, aside, title } = fact(page, read)
      return html`<div>
        <dt>${label}</dt>
        <dd ${title === undefined ? '' : html`title="${title}"`}>
          ${value ?? html`<span class="unknown">${page.t('notKnownYet')}</span>`}
          <small>${aside}</small>
        </dd>
      </div>`
    })}
  </dl>`

function followers(page: Context, { creator, assessment }: Read): Fact {
  const { t, formats } = page
  const { follower_count: count, follower_growth_30_days: growth } = creator
  return {
    label: t('followers'),
    value: count === null ? null : formats.number(count),
    aside:
      growth === null
        ? nextReading(page, assessment, 'growthLater')
        : t('growthIn30', { share: signed(page, growth) }),
  }
}

/** Names the day of the next reading, when one is planned. */
export function nextReading(
  { t, formats, now }: Context,
  { next_reading_at: next }: Assessment,
  key: 'growthLater' | 'curveLater' | 'postsLater',
): string {
  const isPlanned = next !== null && new Date(next) > now
  return isPlanned ? t(`${key}On`, { day: formats.dayMonth(new Date(next)) }) : t(key)
}

const signed = ({ formats }: Context, share: number): string =>
  `${share > 0 ? '+' : ''}${formats.percent(Math.round(share * 1_000) / 1_000)}`

function engagement(page: Context, { creator, assessment }: Read): Fact {
  const { t, formats } = page
  const { er, er_percentile: percentile, er_posts: posts } = creator
  if (er === null) {
    const reason =
      posts === null || posts === 0
        ? nextReading(page, assessment, 'postsLater')
        : t('countsHidden')
    return {
      label: t('er'),
      value: null,
      aside: creator.scraped_at === null ? nextReading(page, assessment, 'postsLater') : reason,
    }
  }
  const place = percentile === null ? '' : placeAmong(percentile, t('ofTier', { n: percentile }))
  return {
    label: t('er'),
    value: html`${formats.percent(er)} ${place}`,
    aside: percentile === null ? t('placeLater') : t('ofTier', { n: percentile }),
    title: t('ofPosts', { n: posts ?? 0 }),
  }
}

function views(page: Context, { creator, assessment }: Read): Fact {
  const { t, formats } = page
  const { reel_views: plays } = assessment
  const rate = creator.view_rate_by_followers
  if (plays === null) return { label: t('reelViews'), value: null, aside: t('noReels') }
  return {
    label: t('reelViews'),
    value: formats.compact(plays),
    aside: rate === null ? '' : t('perFollower', { n: formats.precise(rate) }),
    title: formats.number(plays),
  }
}

function rhythm(page: Context, { creator, assessment }: Read): Fact {
  const { t, formats, now } = page
  const { posts_per_week: rate, last_post_at: last } = creator
  return {
    label: t('postsRate'),
    value: rate === null ? null : t('perWeek', { n: formats.precise(rate) }),
    aside:
      last === null
        ? nextReading(page, assessment, 'postsLater')
        : t('lastOne', { when: formats.relative(new Date(last), now) }),
  }
}

function price(page: Context, { assessment, memberships }: Read): Fact {
  const { t, formats } = page
  const agreed = agreedPrice(memberships)
  const label = t('perThousand')
  if (agreed === null)
    return {
      label,
      value: html`<span class="unknown">${t('noPrice')}</span>`,
      aside: t('noPriceHint'),
    }
  const aside = t('atPrice', { price: formats.amount(agreed.price, agreed.currency) })
  const cost = perThousandViews(agreed, assessment.reel_views)
  return { label, value: cost === null ? null : formats.amount(cost, agreed.currency), aside }
}
