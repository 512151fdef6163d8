import { html } from 'hono/html'
import { BLOG_MEASURES, type BlogMeasure } from '../../../../creators/fields.ts'
import { meter } from '../../../../console/parts/figures/meter.ts'
import type { Context, Creator, Standing } from './kit.ts'

const METRICS = [
  'er',
  'er_reels',
  'er_reels_by_views',
  'view_rate_by_followers',
  'comments_per_like',
  'posts_per_week',
  'posts_last_28_days',
  'engagement_spread',
  'paid_post_share',
  'engagement_trend_per_30_days',
  'follower_growth_7_days',
  'follower_growth_30_days',
] as const
type Metric = (typeof METRICS)[number]

/** Columns with the posts behind a metric, as far as pages read them. */
const behind = (creator: Creator, metric: Metric): number | null | undefined => {
  const { posts }: BlogMeasure = BLOG_MEASURES[metric]
  const found = Object.entries(creator).find(([name]) => name === posts)?.[1]
  return posts === undefined ? undefined : typeof found === 'number' ? found : null
}

/** Renders each metric with its divisor, the posts behind it, and its rank among its peers. */
export function metrics(page: Context, creator: Creator, standing: Standing) {
  const { t } = page
  return html`<details class="all-metrics" id="metrics">
    <summary>
      <h2>${t('allMetrics', { n: METRICS.length })}</h2>
      <small>${t('allMetricsHint')}</small>
    </summary>
    <div class="scroll" tabindex="0" role="region" aria-label="${t('metrics')}">
      <table class="list plain metrics">
        <thead>
          <tr>
            <th>${t('metric')}</th>
            <th class="number">${t('value')}</th>
            <th>${t('behind')}</th>
            <th>${t('among')}</th>
          </tr>
        </thead>
        <tbody>
          ${METRICS.map((metric) => row(page, creator, metric, standing))}
        </tbody>
      </table>
    </div>
  </details>`
}

function row(page: Context, creator: Creator, metric: Metric, standing: Standing) {
  const { t } = page
  const value = creator[metric]
  const posts = behind(creator, metric)
  return html`<tr id="metric-${metric}">
    <th scope="row">
      ${t(`creator.measure_${BLOG_MEASURES[metric].parameter}`)}
      <p>${t(`by_${metric}`)}</p>
    </th>
    <td class="number">
      ${
        value === null
          ? html`<small title="${reason(page, metric, posts)}">–</small>`
          : html`<strong>${write(page, metric, value)}</strong>`
      }
    </td>
    <td>
      ${value === null ? html`<small>${reason(page, metric, posts)}</small>` : ''}
      ${value !== null && posts ? t('ofPosts', { n: posts }) : ''}
      ${metric === 'engagement_trend_per_30_days' ? band(page, creator) : ''}
    </td>
    <td>${peers(page, metric, standing)}</td>
  </tr>`
}

/** Formats a metric with as many decimals as are known of it. */
function write({ formats }: Context, metric: Metric, value: number): string {
  const { isPercent }: BlogMeasure = BLOG_MEASURES[metric]
  return isPercent ? formats.percent(value) : formats.precise(value)
}

function reason(page: Context, metric: Metric, posts: number | null | undefined): string {
  const { t } = page
  if (metric.startsWith('follower_growth')) return t('noEarlier')
  return posts ? t('tooFew', { n: posts }) : t('noneUsable')
}

function band(page: Context, { engagement_trend_low: low, engagement_trend_high: high }: Creator) {
  if (low === null || high === null) return ''
  const { percent } = page.formats
  return html`<p>${page.t('between', { low: percent(low), high: percent(high) })}</p>`
}

function peers(page: Context, metric: Metric, { data }: Standing) {
  const { t } = page
  const found = data.find((each) => each.metric === metric)
  if (!found) return html`<small title="${t('fewPeers')}">–</small>`
  const { percentile, low, median, high, creators: n } = found
  const at = (value: number) => write(page, metric, value)
  const label = percentile === null ? '' : t('ofTier', { n: percentile })
  return html`${
      percentile === null
        ? ''
        : html`${meter({ value: percentile, most: 100, label })} <span>${label}</span>`
    }
    <p>${t('amongHint', { median: at(median), low: at(low), high: at(high), n })}</p>`
}
