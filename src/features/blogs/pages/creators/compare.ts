import { formatOf, BLOG_MEASURES, type BlogMeasure } from '../../../../creators/fields.ts'
import { html } from 'hono/html'
import { addressOf, goTo } from '../../../../console/page.ts'
import { creatorPath } from '../../../../console/parts/creator-link.ts'
import { proxyDownload } from '../../../../console/parts/download.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { avatar } from '../../../../console/parts/picture.ts'
import { time } from '../../../../console/parts/time.ts'
import { icon } from '../../../../console/icons.ts'
import { layout } from '../../../../console/layout.ts'
import { messageOf } from '../../../../console/messages.ts'
import { creatorWords } from '../../../../console/words/creators.ts'
import { MAX_COMPARED } from './bulk.ts'
import { riskSentence, written } from './columns.ts'
import type { Comparison, Context } from './kit.ts'

type Compared = Comparison['creators'][number]
type Metric = Comparison['metrics'][number]

const MEASURES: Readonly<Record<string, BlogMeasure>> = BLOG_MEASURES

/** The creators that the address names; more than people can read are left out. */
function chosenIn({ c }: Context): string[] {
  const queryIds = c.req.queries('ids') ?? []
  return [
    ...new Set(queryIds.flatMap((each) => each.split(',')).map((each) => each.trim())),
  ].filter((each) => each !== '')
}

const addressFor = (ids: readonly string[]): string =>
  withQuery('/console/creators/compare', { ids: ids.join(',') })

/** `GET /creators/compare?ids=`: which of these? The address is the comparison, for everybody. */
export async function compareCreators(page: Context): Promise<Response> {
  const { t } = page
  const selected = chosenIn(page)
  const ids = selected.slice(0, MAX_COMPARED)
  const content = { title: t('compareTitle'), lead: t('compareLead') }
  const toList = html`<a class="button" href="/console/creators">${t('title')}</a>`
  if (ids.length === 0) {
    const body = empty(t('compareNone'), html`${t('compareNoneHint')} ${toList}`)
    return page.c.html(await layout(page, { ...content, body }))
  }
  const { creators, metrics, unknown } = await page.api.call('compareBlogs', {
    query: { ids: ids.join(',') },
  })
  const names = unknown.map(({ blog }) => blog).join(', ')
  const body = html`${
    selected.length > ids.length
      ? html`<p class="hint">${t('compareMore', { n: MAX_COMPARED })}</p>`
      : ''
  }
  ${names === '' ? '' : html`<p class="hint">${t('compareUnknown', { names })}</p>`}
  ${creators.length === 0 ? empty(t('compareNone'), toList) : table(page, creators, metrics)}`
  const file = withQuery('/console/creators/compare/file', { ids: ids.join(',') })
  const actions =
    page.may('exports:read') && creators.length > 0
      ? html`<a class="button" href="${file}">${t('exportCompare')}</a>`
      : ''
  return page.c.html(await layout(page, { ...content, body, actions }))
}

function table(page: Context, creators: readonly Compared[], metrics: readonly Metric[]) {
  const { t, language } = page
  const line = (label: string, cell: (creator: Compared) => unknown) =>
    html`<tr>
      <th scope="row">${label}</th>
      ${creators.map((creator) => html`<td>${cell(creator)}</td>`)}
    </tr>`
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('compareTitle')}">
    <table class="list plain compared">
      <thead>
        <tr>
          <th>${t('metric')}</th>
          ${creators.map((creator) => heading(page, creators, creator))}
        </tr>
      </thead>
      <tbody>
        ${line(
          t('size'),
          ({ follower_tier }) =>
            messageOf(language, creatorWords, `tier_${follower_tier ?? ''}`) ?? '–',
        )}
        ${metrics.map((metric) => metricRow(page, metric))}
        ${line(t('risks'), ({ risk_flags, fully_scraped_at }) =>
          risk_flags.length === 0
            ? html`<small>${t(fully_scraped_at === null ? 'notYetLooked' : 'noRisk')}</small>`
            : html`<ul class="risk-signs">
                ${risk_flags.map(
                  (flag) =>
                    html`<li>${icon('flag')} <span>${riskSentence(language, flag)}</span></li>`,
                )}
              </ul>`,
        )}
        ${line(t('dataOf'), ({ fully_scraped_at }) =>
          fully_scraped_at === null
            ? html`<small>${t('never')}</small>`
            : time(page, fully_scraped_at),
        )}
      </tbody>
    </table>
  </div>`
}

function heading({ t }: Context, all: readonly Compared[], creator: Compared) {
  const { id, username, full_name, avatar_hash } = creator
  const others = all.filter((each) => each.id !== id).map((each) => each.username)
  return html`<th scope="col">
    <div class="with-picture">
      ${avatar({ hash: avatar_hash, name: username, size: 40 })}
      <div>
        <a class="name" href="${addressOf(creatorPath(username, id))}">@${username}</a>
        ${full_name === null ? '' : html`<p>${full_name}</p>`}
      </div>
      <a
        class="chip"
        href="${addressFor(others)}"
        data-morph
        aria-label="${t('removeFrom', { name: username })}"
        >×</a
      >
    </div>
  </th>`
}

function metricRow(page: Context, metric: Metric) {
  const { t } = page
  const { field, values, better, best } = metric
  const measure = MEASURES[field]
  const label =
    messageOf(page.language, creatorWords, `measure_${measure?.parameter ?? ''}`) ?? metric.metric
  const known = new Set(values.flatMap(({ value }) => value ?? [])).size
  return html`<tr>
    <th scope="row" title="${better === null ? t('noBest') : ''}">
      ${label} ${better === 'lower' ? html`<small>(${t('lowerBetter')})</small>` : ''}
    </th>
    ${values.map(({ value, posts }) => {
      const isBest = known > 1 && best.length > 0 && value === bestOf(metric)
      const text = written(page, value, measure ? formatOf(measure) : 'plain')
      return html`<td title="${posts === null ? '' : t('fromPosts', { n: posts })}">
        ${isBest ? html`<strong title="${t('best')}">${text}</strong>` : text}
        ${known > 1 ? difference(page, metric, value) : ''}
      </td>`
    })}
  </tr>`
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

/** `GET /creators/compare/file`: the same comparison for spreadsheets. */
export async function sendComparison(page: Context): Promise<Response> {
  const ids = chosenIn(page).slice(0, MAX_COMPARED)
  if (ids.length === 0) return goTo(page, '/creators/compare')
  const query = { ids: ids.join(','), delimiter: 'semicolon', bom: 'true' } as const
  return proxyDownload(await page.api.file('exportComparison', { query }))
}
