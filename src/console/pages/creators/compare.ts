import { html } from 'hono/html'
import { BLOG_MEASURES, type BlogMeasure } from '../../../creators/fields.ts'
import { z } from '../../../http/router.ts'
import { addressOf, goTo, type Page } from '../../page.ts'
import { creatorPath } from '../../parts/creator-link.ts'
import { passOn } from '../../parts/download.ts'
import { empty } from '../../parts/empty.ts'
import { withQuery } from '../../parts/pager.ts'
import { picture } from '../../parts/picture.ts'
import { time } from '../../parts/time.ts'
import { shape } from '../../shapes.ts'
import { shell } from '../../shell.ts'
import { sayIn, wordOf } from '../../words.ts'
import { creatorWords } from '../../words/creators.ts'
import { MOST_COMPARED } from './bulk.ts'
import { riskSentence, written } from './columns.ts'
import { creatorsWords } from './words.ts'

const Compared = z.object({
  id: z.string(),
  username: z.string(),
  full_name: z.string().nullable(),
  avatar_hash: z.string().nullable(),
  follower_tier: z.string().nullable(),
  risk_flags: z.array(z.string()),
  fully_scraped_at: z.string().nullable(),
})
type Compared = z.output<typeof Compared>

const Metric = z.object({
  metric: z.string(),
  field: z.string(),
  better: z.enum(['higher', 'lower']).nullable(),
  values: z.array(
    z.object({ id: z.string(), value: z.number().nullable(), posts: z.int().nullable() }),
  ),
  highest: z.number().nullable(),
  lowest: z.number().nullable(),
  best: z.array(z.string()),
})
type Metric = z.output<typeof Metric>

const Comparison = z.object({
  creators: z.array(Compared),
  metrics: z.array(Metric),
  unknown: z.array(z.object({ blog: z.string() })),
})

const MEASURES: Readonly<Record<string, BlogMeasure>> = BLOG_MEASURES

/** The creators that the address names; more than people can read are left out. */
function chosenIn({ c }: Page): string[] {
  const given = c.req.queries('ids') ?? []
  return [...new Set(given.flatMap((each) => each.split(',')).map((each) => each.trim()))].filter(
    (each) => each !== '',
  )
}

const addressFor = (ids: readonly string[]): string =>
  withQuery('/console/creators/compare', { ids: ids.join(',') })

/** `GET /creators/compare?ids=`: which of these? The address is the comparison, for everybody. */
export async function compareCreators(page: Page): Promise<Response> {
  const say = sayIn(page.language, creatorsWords)
  const asked = chosenIn(page)
  const ids = asked.slice(0, MOST_COMPARED)
  const content = { title: say('compareTitle'), lead: say('compareLead') }
  const toList = html`<a class="button" href="/console/creators">${say('title')}</a>`
  if (ids.length === 0) {
    const body = empty(say('compareNone'), html`${say('compareNoneHint')} ${toList}`)
    return page.c.html(await shell(page, { ...content, body }))
  }
  const { creators, metrics, unknown } = await page.ask('GET /api/blogs/compare', Comparison, {
    query: { ids: ids.join(',') },
  })
  const names = unknown.map(({ blog }) => blog).join(', ')
  const body = html`${
    asked.length > ids.length
      ? html`<p class="hint">${say('compareMore', { n: MOST_COMPARED })}</p>`
      : ''
  }
  ${names === '' ? '' : html`<p class="hint">${say('compareUnknown', { names })}</p>`}
  ${creators.length === 0 ? empty(say('compareNone'), toList) : table(page, creators, metrics)}`
  const file = withQuery('/console/creators/compare/file', { ids: ids.join(',') })
  const actions =
    page.may('exports:read') && creators.length > 0
      ? html`<a class="button" href="${file}">${say('exportCompare')}</a>`
      : ''
  return page.c.html(await shell(page, { ...content, body, actions }))
}

function table(page: Page, creators: readonly Compared[], metrics: readonly Metric[]) {
  const { language } = page
  const say = sayIn(language, creatorsWords)
  const line = (label: string, cell: (creator: Compared) => unknown) =>
    html`<tr>
      <th scope="row">${label}</th>
      ${creators.map((creator) => html`<td>${cell(creator)}</td>`)}
    </tr>`
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${say('compareTitle')}">
    <table class="list plain compared">
      <thead>
        <tr>
          <th>${say('metric')}</th>
          ${creators.map((creator) => heading(page, creators, creator))}
        </tr>
      </thead>
      <tbody>
        ${line(
          say('size'),
          ({ follower_tier }) =>
            wordOf(language, creatorWords, `tier_${follower_tier ?? ''}`) ?? '–',
        )}
        ${metrics.map((metric) => metricRow(page, metric))}
        ${line(say('risks'), ({ risk_flags, fully_scraped_at }) =>
          risk_flags.length === 0
            ? html`<small>${say(fully_scraped_at === null ? 'notYetLooked' : 'noRisk')}</small>`
            : html`<ul class="risk-signs">
                ${risk_flags.map(
                  (flag) =>
                    html`<li>${shape('flag')} <span>${riskSentence(language, flag)}</span></li>`,
                )}
              </ul>`,
        )}
        ${line(say('dataOf'), ({ fully_scraped_at }) =>
          fully_scraped_at === null
            ? html`<small>${say('never')}</small>`
            : time(page, fully_scraped_at),
        )}
      </tbody>
    </table>
  </div>`
}

function heading({ language }: Page, all: readonly Compared[], creator: Compared) {
  const { id, username, full_name, avatar_hash } = creator
  const say = sayIn(language, creatorsWords)
  const others = all.filter((each) => each.id !== id).map((each) => each.username)
  return html`<th scope="col">
    <div class="with-picture">
      ${picture({ hash: avatar_hash, name: username, size: 40 })}
      <div>
        <a class="name" href="${addressOf(creatorPath(username, id))}">@${username}</a>
        ${full_name === null ? '' : html`<p>${full_name}</p>`}
      </div>
      <a
        class="chip"
        href="${addressFor(others)}"
        data-morph
        aria-label="${say('removeFrom', { name: username })}"
        >×</a
      >
    </div>
  </th>`
}

function metricRow(page: Page, metric: Metric) {
  const say = sayIn(page.language, creatorsWords)
  const { field, values, better, best } = metric
  const measure = MEASURES[field]
  const label =
    wordOf(page.language, creatorWords, `measure_${measure?.parameter ?? ''}`) ?? metric.metric
  const known = new Set(values.flatMap(({ value }) => value ?? [])).size
  return html`<tr>
    <th scope="row" title="${better === null ? say('noBest') : ''}">
      ${label} ${better === 'lower' ? html`<small>(${say('lowerBetter')})</small>` : ''}
    </th>
    ${values.map(({ value, posts }) => {
      const isBest = known > 1 && best.length > 0 && value === bestOf(metric)
      const shown = written(page, value, kindOf(measure))
      return html`<td title="${posts === null ? '' : say('fromPosts', { n: posts })}">
        ${isBest ? html`<strong title="${say('best')}">${shown}</strong>` : shown}
        ${known > 1 ? difference(page, metric, value) : ''}
      </td>`
    })}
  </tr>`
}

/** Changes may be below zero: their differences are points. */
const isChange = (measure: BlogMeasure | undefined): boolean => (measure?.min ?? 0) < 0

const kindOf = (measure: BlogMeasure | undefined): 'plain' | 'percent' | 'change' =>
  isChange(measure) ? 'change' : measure?.isPercent ? 'percent' : 'plain'

/** What the others are compared with: the best value, or the largest where none is best. */
const bestOf = ({ better, lowest, highest }: Metric): number | null =>
  better === 'lower' ? lowest : highest

function difference(page: Page, metric: Metric, value: number | null) {
  const reference = bestOf(metric)
  if (value === null || reference === null || value === reference) return ''
  const measure = MEASURES[metric.field]
  if (isChange(measure) || measure?.parameter === 'er_percentile') {
    const factor = isChange(measure) ? 100 : 1
    const points = page.formats.number(Math.round((value - reference) * factor * 10) / 10)
    return html`<small>${sayIn(page.language, creatorsWords)('behind', { points })}</small>`
  }
  if (reference === 0) return ''
  const share = value / reference - 1
  const sign = share > 0 ? '+' : ''
  return html`<small>${sign}${page.formats.percent(Math.round(share * 100) / 100)}</small>`
}

/** `GET /creators/compare/file`: the same comparison for spreadsheets. */
export async function sendComparison(page: Page): Promise<Response> {
  const ids = chosenIn(page).slice(0, MOST_COMPARED)
  if (ids.length === 0) return goTo(page, '/creators/compare')
  const query = { ids: ids.join(','), delimiter: 'semicolon', bom: 'true' }
  return passOn(await page.askFile('GET /api/blogs/compare/export', { query }))
}
