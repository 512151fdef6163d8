import { formatOf, BLOG_MEASURES, type BlogMeasure } from '../../../../creators/fields.ts'
import { html } from 'hono/html'
import { addressOf } from '../../../../console/page.ts'
import { creatorPath } from '../../../../console/parts/creator-link.ts'
import { dotPlot } from '../../../../console/parts/figures/dots.ts'
import { languageName } from '../../../../console/parts/language-name.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { avatar } from '../../../../console/parts/picture.ts'
import { time } from '../../../../console/parts/time.ts'
import { icon } from '../../../../console/icons.ts'
import { messageOf } from '../../../../console/messages.ts'
import { creatorWords } from '../../../../console/words/creators.ts'
import { riskSentence, written } from './columns.ts'
import { answers, letterSign } from './compare-answers.ts'
import type { Column } from './compare-read.ts'
import { postStrip } from './post-strip.ts'
import type { Comparison, Context } from './kit.ts'

type Metric = Comparison['metrics'][number]

const MEASURES: Readonly<Record<string, BlogMeasure>> = BLOG_MEASURES

/** First the answers and faces, then a dot plot for each metric with the values beneath a face. */
export function table(page: Context, columns: readonly Column[], metrics: readonly Metric[]) {
  const { t } = page
  // A row of dashes compares nothing.
  const known = metrics.filter(({ creators_with_value: n }) => n > 0)
  return html`<p class="figure-key">
      <span><u>${t('underlined')}</u> ${t('bestKey')}</span>
      <span>${t('medianKey')}</span>
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="${t('compareTitle')}">
      <table class="list plain compared">
        <thead>
          <tr>
            <td class="corner">${answers(page, columns, metrics)}</td>
            ${columns.map((column) => heading(page, columns, column))}
          </tr>
        </thead>
        <tbody>
          ${known.map((metric) => metricRow(page, columns, metric))} ${priceRow(page, columns)}
          ${wordRows(page, columns)}
        </tbody>
      </table>
    </div>`
}

const addressFor = (ids: readonly string[]): string =>
  withQuery('/console/creators/compare', { ids: ids.join(',') })

function heading({ t }: Context, all: readonly Column[], { creator, letter, posts }: Column) {
  const { id, username, full_name, avatar_hash } = creator
  const others = all.flatMap((each) => (each.creator.id === id ? [] : [each.creator.username]))
  return html`<th scope="col">
    <div class="with-picture">
      <span class="lettered">
        ${avatar({ hash: avatar_hash, name: username, size: 40 })} ${letterSign(letter)}
      </span>
      <div>
        <a class="name" href="${addressOf(creatorPath(username, id))}" dir="auto">@${username}</a>
        ${full_name === null ? '' : html`<p dir="auto">${full_name}</p>`}
      </div>
      <a
        class="chip"
        href="${addressFor(others)}"
        data-morph
        aria-label="${t('removeFrom', { name: username })}"
        >×</a
      >
    </div>
    <div class="six">${postStrip(posts, t('lastPosts'))}</div>
  </th>`
}

/** A row for each metric: its dot plot and its values, the best one underlined. */
function metricRow(page: Context, columns: readonly Column[], metric: Metric) {
  const { t } = page
  const { field, values, better, best } = metric
  const measure = MEASURES[field]
  const label =
    messageOf(page.language, creatorWords, `measure_${measure?.parameter ?? ''}`) ?? metric.metric
  const known = new Set(values.flatMap(({ value }) => value ?? [])).size
  return html`<tr>
    <th scope="row" title="${better === null ? t('noBest') : ''}">
      ${label} ${better === 'lower' ? html`<small>(${t('lowerBetter')})</small>` : ''}
      ${usual(page, metric)} ${figure(page, columns, metric, label)}
    </th>
    ${values.map(({ value, posts }, at) => {
      const isBest = known > 1 && best.length > 0 && value === bestOf(metric)
      const text = written(page, value, measure ? formatOf(measure) : 'plain')
      return html`<td
        title="${posts === null ? '' : t('fromPosts', { n: posts })}"
        data-letter="${columns[at]?.letter ?? ''}"
      >
        ${isBest ? html`<u><strong title="${t('best')}">${text}</strong></u>` : text}
        ${known > 1 ? difference(page, metric, value) : ''}
      </td>`
    })}
  </tr>`
}

/** Writes a value as text, as the cells do. */
function textOf({ formats }: Context, { field }: Metric, value: number): string {
  const measure = MEASURES[field]
  return measure?.isPercent ? formats.percent(value) : formats.precise(value)
}

function usual(page: Context, metric: Metric) {
  const [size, ...others] = metric.sizes
  if (!size || others.length > 0) return ''
  return html`<small class="line"
    >${page.t('medianOfSize', { value: textOf(page, metric, size.median) })}</small
  >`
}

/** The letters on one axis, with the median of each size as a tick. */
function figure(page: Context, columns: readonly Column[], metric: Metric, label: string) {
  const dots = metric.values.flatMap(({ value }, at) => {
    const column = columns[at]
    if (value === null || !column) return []
    const title = `${column.letter}, @${column.creator.username}: ${textOf(page, metric, value)}`
    return [{ letter: column.letter, value, title }]
  })
  // Of one value an axis would say nothing.
  if (new Set(dots.map(({ value }) => value)).size < 2) return ''
  const medians = metric.sizes.map(({ tier, median }) => {
    const of = columns.filter(({ creator }) => creator.follower_tier === tier)
    const value = page.t('medianOfSize', { value: textOf(page, metric, median) })
    const letters = metric.sizes.length > 1 ? of.map(({ letter }) => letter).join('') : ''
    return { letters, value: median, title: `${letters} ${value}`.trim() }
  })
  return dotPlot({
    label: `${label}: ${dots.map(({ title }) => title).join('; ')}`,
    dots,
    medians,
    write: (value) => textOf(page, metric, value),
  })
}

function priceRow(page: Context, columns: readonly Column[]) {
  const { t, formats } = page
  if (columns.every(({ price }) => price === null)) return ''
  const known = columns.flatMap(({ perThousand }) =>
    perThousand === null ? [] : [Number(perThousand)],
  )
  const currencies = new Set(columns.flatMap(({ price }) => price?.currency ?? []))
  const lowest = known.length > 1 && currencies.size === 1 ? Math.min(...known) : null
  return html`<tr>
    <th scope="row">${t('pricePerThousand')} <small class="line">${t('priceHint')}</small></th>
    ${columns.map(({ price, perThousand, letter }) => {
      if (price === null)
        return html`<td data-letter="${letter}"><small>${t('noPrice')}</small></td>`
      const agreed = html`<small
        >${t('priceOfPost', { amount: formats.amount(price.price, price.currency) })}</small
      >`
      if (perThousand === null) return html`<td data-letter="${letter}">${agreed}</td>`
      const text = formats.amount(perThousand, price.currency)
      const isBest = Number(perThousand) === lowest
      return html`<td data-letter="${letter}">
        ${isBest ? html`<u><strong title="${t('best')}">${text}</strong></u>` : text} ${agreed}
      </td>`
    })}
  </tr>`
}

/** Rows without an axis: steadiness, paid posts, languages, size, risks, and the age of all. */
function wordRows(page: Context, columns: readonly Column[]) {
  const { t, language } = page
  const line = (label: string, cell: (column: Column) => unknown) =>
    html`<tr>
      <th scope="row">${label}</th>
      ${columns.map((column) => html`<td data-letter="${column.letter}">${cell(column)}</td>`)}
    </tr>`
  return html`${line(t('howSteady'), ({ assessment: { steadiness } }) =>
    steadiness === null ? html`<small>${t('tooFewPosts')}</small>` : t(`is_${steadiness}`),
  )}
  ${line(t('paidOfLast'), ({ assessment: { paid, posts_read: all } }) => t('captionsOf', { n: paid.posts, all }))}
  ${line(t('captionLanguages'), ({ assessment: { caption_languages: found } }) =>
    found.length === 0
      ? html`<small>${t('tooFewPosts')}</small>`
      : found
          .map(({ language: code, posts }) => `${languageName(language, code)} ${posts}`)
          .join(', '),
  )}
  ${line(
    t('size'),
    ({ creator: { follower_tier: tier } }) =>
      messageOf(language, creatorWords, `tier_${tier ?? ''}`) ?? html`<small>${t('never')}</small>`,
  )}
  ${line(t('risks'), ({ creator: { risk_flags: flags, fully_scraped_at: at } }) =>
    flags.length === 0
      ? html`<small>${t(at === null ? 'notYetLooked' : 'noRisk')}</small>`
      : html`<ul class="risk-signs">
          ${flags.map((flag) => html`<li>${icon('flag')} <span>${riskSentence(language, flag)}</span></li>`)}
        </ul>`,
  )}
  ${line(t('dataOf'), ({ creator: { fully_scraped_at: at } }) =>
    at === null ? html`<small>${t('never')}</small>` : time(page, at),
  )}`
}

/** Changes may be below zero: their differences are points. */
const isChange = (measure: BlogMeasure | undefined): boolean => (measure?.min ?? 0) < 0

/**
 * Returns the value that the others are compared with: the best one, or the largest where none is
 * best.
 */
const bestOf = ({ better, lowest, highest }: Metric): number | null =>
  better === 'lower' ? lowest : highest

function difference(page: Context, metric: Metric, value: number | null) {
  const reference = bestOf(metric)
  if (value === null || reference === null || value === reference) return ''
  const measure = MEASURES[metric.field]
  if (isChange(measure) || measure?.parameter === 'er_percentile') {
    const factor = isChange(measure) ? 100 : 1
    const points = page.formats.number(Math.round((value - reference) * factor * 10) / 10)
    return html`<small>${page.t('behind', { points })}</small>`
  }
  if (reference === 0) return ''
  const share = value / reference - 1
  const sign = share > 0 ? '+' : ''
  return html`<small>${sign}${page.formats.percent(Math.round(share * 100) / 100)}</small>`
}
