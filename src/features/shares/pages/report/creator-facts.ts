import { html } from 'hono/html'
import { currencyDigits } from '../../../../base/currency.ts'
import { placeAmong } from '../../../../console/parts/figures/place.ts'
import type { CreatorRead, Price } from './creator-read.ts'
import type { Report } from './report.ts'

export type Fact = { label: string; value: unknown; aside: unknown }

/** Facts with what each of them rests on. */
export const factList = (report: Report, facts: readonly Fact[], row: 'five' | 'four' = 'five') =>
  html`<dl class="facts ${row}">
    ${facts.map(
      ({ label, value, aside }) =>
        html`<div>
          <dt>${label}</dt>
          <dd>
            ${value ?? html`<span class="unknown">${report.t('creator.notKnownYet')}</span>`}
            <small>${aside}</small>
          </dd>
        </div>`,
    )}
  </dl>`

export const creatorFacts = (report: Report, read: CreatorRead) =>
  factList(report, [
    followers(report, read),
    engagement(report, read),
    views(report, read),
    rhythm(report, read),
    ...(read.price === null ? [] : [cost(report, read, read.price)]),
  ])

function followers({ t, formats }: Report, { creator }: CreatorRead): Fact {
  const { follower_count: count, follower_growth_30_days: growth } = creator
  const share = growth === null ? null : Math.round(growth * 1_000) / 1_000
  return {
    label: t('creator.followers'),
    value: count === null ? null : formats.number(count),
    aside:
      share === null
        ? t('creator.growthLater')
        : t('creator.growthIn30', { share: `${share > 0 ? '+' : ''}${formats.percent(share)}` }),
  }
}

function engagement({ t, formats }: Report, { creator }: CreatorRead): Fact {
  const { er, er_percentile: n, er_posts: posts } = creator
  const basis = posts === null || posts === 0 ? '' : t('basisEr', { n: posts })
  const label = t('creator.er')
  if (er === null) return { label, value: null, aside: t('creator.erLaterHint') }
  if (n === null) return { label, value: formats.percent(er), aside: basis }
  const title = t('creator.ofTier', { n })
  return {
    label,
    value: html`${formats.percent(er)} ${placeAmong(n, title)}`,
    aside: html`${title}${basis === '' ? '' : ` · ${basis}`}`,
  }
}

function views({ t, formats }: Report, { creator, assessment }: CreatorRead): Fact {
  const { reel_views: plays } = assessment
  const rate = creator.view_rate_by_followers
  const label = t('creator.reelViews')
  if (plays === null) return { label, value: null, aside: t('creator.noReels') }
  return {
    label,
    value: formats.compact(plays),
    aside: rate === null ? '' : t('creator.perFollower', { n: formats.precise(rate) }),
  }
}

function rhythm({ t, formats, now }: Report, { creator }: CreatorRead): Fact {
  const { posts_per_week: rate, last_post_at: last } = creator
  return {
    label: t('creator.postsRate'),
    value: rate === null ? null : t('creator.perWeek', { n: formats.precise(rate) }),
    aside:
      last === null
        ? t('creator.postsLater')
        : t('creator.lastOne', { when: formats.relative(new Date(last), now) }),
  }
}

/** The price of 1,000 views at that of a post; the price itself where there are no views. */
function cost({ t, formats }: Report, { assessment }: CreatorRead, agreed: Price): Fact {
  const { price, currency } = agreed
  const amount = formats.amount(price, currency)
  const plays = assessment.reel_views
  if (plays === null || plays <= 0) return { label: t('priceHead'), value: amount, aside: '' }
  const perThousand = ((Number(price) * 1_000) / plays).toFixed(currencyDigits(currency))
  return {
    label: t('creator.perThousand'),
    value: formats.amount(perThousand, currency),
    aside: t('creator.atPrice', { price: amount }),
  }
}
