import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { addressOf, type Page } from '../../page.ts'
import { when } from '../../parts/attributes.ts'
import { empty } from '../../parts/empty.ts'
import { external } from '../../parts/external.ts'
import { languageName } from '../../parts/language-name.ts'
import { pager, withQuery } from '../../parts/pager.ts'
import { time } from '../../parts/time.ts'
import { sayIn, wordOf } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import type { Creator } from './data.ts'
import { creatorId, pathOf, readCreator, showPart } from './frame.ts'
import { insightWords } from './insight-words.ts'
import { postUrl } from './posts.ts'

/** Answers are shown as they are stored: what a newer prompt asks is a field more. */
const Section = z.record(z.string(), z.unknown())
const Evidence = z
  .array(
    z.object({ field: z.string(), quote: z.string().nullable(), post_id: z.string().nullable() }),
  )
  .catch([])
type Evidence = z.output<typeof Evidence>

const SECTIONS = [
  'content',
  'audience_inference',
  'commercial',
  'lifestyle',
  'life_situation',
] as const

/** What a model concludes from what a creator writes about: nobody has counted the audience. */
const INFERRED: ReadonlySet<string> = new Set([
  'estimated_audience_gender',
  'estimated_audience_age',
  'estimated_audience_geo',
])

const Insights = z.looseObject({
  unsupported: z.array(z.string()).default([]),
  notes: z.string().nullable(),
})
const Versions = z.object({
  data: z.array(
    z.object({
      version: z.int(),
      insights: Insights,
      confidence: z.number(),
      model: z.string(),
      prompt_version: z.string(),
      created_at: z.string(),
    }),
  ),
  next_cursor: z.string().nullable(),
})
type Version = z.output<typeof Versions>['data'][number]

/** The posts that evidence may name are among the latest. */
const KnownPosts = z.object({
  data: z.array(z.object({ platform_id: z.string(), code: z.string().nullable() })),
})
type Codes = ReadonlyMap<string, string | null>

const SHOWN = 20
const POSTS = 100

export async function showInsights(page: Page): Promise<Response> {
  const id = creatorId(page)
  const { cursor, version } = page.c.req.query()
  const [creator, versions, posts] = await Promise.all([
    readCreator(page),
    page.ask(`GET /api/blogs/${id}/insights`, Versions, { query: { cursor, limit: SHOWN } }),
    page.ask(`GET /api/blogs/${id}/posts`, KnownPosts, { query: { limit: POSTS } }),
  ])
  const { data } = versions
  const shown = data.find((each) => String(each.version) === version) ?? data[0]
  const codes = new Map(posts.data.map(({ platform_id, code }) => [platform_id, code]))
  const path = addressOf(pathOf(creator, 'insights'))
  const body =
    shown === undefined
      ? nothing(page, creator)
      : html`<div class="columns wide">
          <div>${answer(page, shown, codes)}</div>
          <div>
            ${analyzeLink(page, creator, 'analyzeAgain')}
            ${history(page, path, { rows: data, shown, cursor })}
            ${pager(page, path, { cursor, next: versions.next_cursor })}
          </div>
        </div>`
  return await showPart(page, creator, { part: 'insights', body })
}

function nothing(page: Page, creator: Creator) {
  const say = sayIn(page.language, insightWords)
  return empty(
    say('none'),
    html`${say('noneHint')} <span class="join">${analyzeLink(page, creator, 'analyze')}</span>`,
  )
}

function analyzeLink(page: Page, creator: Creator, key: 'analyze' | 'analyzeAgain') {
  if (!page.may('creators:write') || creator.scraped_at === null) return ''
  const say = sayIn(page.language, insightWords)
  return html`<p>
    <a class="button" href="${addressOf(pathOf(creator, 'analyze'))}" data-dialog>${say(key)}</a>
  </p>`
}

function answer(page: Page, version: Version, codes: Codes) {
  const say = sayIn(page.language, insightWords)
  const { insights, confidence, model, prompt_version: prompt } = version
  return html`<section class="insight">
      <h2>${say('answered', { n: version.version })}</h2>
      <p>${time(page, version.created_at)}, ${say('by', { model, prompt })}</p>
      <p>
        ${say('confidence')}: <strong>${page.formats.percent(confidence)}</strong>
        <small>${say('confidenceHint')}</small>
      </p>
      <p class="hint">${say('interpretation')}</p>
      ${
        insights.notes === null || insights.notes === ''
          ? ''
          : html`<p>${say('notes')}: <span lang="en">${insights.notes}</span></p>`
      }
    </section>
    ${SECTIONS.map((name) => section(page, name, insights, codes))}`
}

function section(
  page: Page,
  name: (typeof SECTIONS)[number],
  insights: z.output<typeof Insights>,
  codes: Codes,
) {
  const say = sayIn(page.language, insightWords)
  const found = Section.safeParse(insights[name]).data
  if (!found)
    return html`<section class="insight">
      <h2>${say(name)}</h2>
      <p class="hint">${say('notAsked')}</p>
    </section>`
  const { evidence: given, ...fields } = found
  const evidence = Evidence.parse(given)
  const all = inOrder(fields)
  const answered = all.filter(([, value]) => isAnswer(value))
  const open = all.filter(([, value]) => !isAnswer(value))
  return html`<section class="insight">
    <h2>${say(name)}</h2>
    ${
      answered.length === 0
        ? ''
        : html`<dl class="details">
            ${answered.map(
              ([field, value]) =>
                html`<div>
                  <dt>${nameOf(page, field)}</dt>
                  <dd>
                    ${valueOf(page, field, value)}
                    ${
                      value !== false && insights.unsupported.includes(`${name}.${field}`)
                        ? html`<small class="fault">${say('unsupported')}</small>`
                        : ''
                    }
                    ${INFERRED.has(field) ? html`<small>${say('inferred')}</small>` : ''}
                    ${value === false ? html`<small>${say('noSign')}</small>` : signs(page, field, evidence, codes)}
                  </dd>
                </div>`,
            )}
          </dl>`
    }
    ${open.length === 0 ? '' : html`<p class="hint">${say('openFields', { names: open.map(([field]) => nameOf(page, field)).join(', ') })}</p>`}
  </section>`
}

const isAnswer = (value: unknown): boolean =>
  value !== null && !(Array.isArray(value) && value.length === 0)

const nameOf = ({ language }: Page, field: string): string =>
  wordOf(language, insightWords, field) ?? field

/** As they are asked for, and what a newer prompt asks at the end: the database keeps no order. */
function inOrder(fields: Readonly<Record<string, unknown>>): [string, unknown][] {
  const known = Object.keys(insightWords.en)
  const place = (field: string) => {
    const at = known.indexOf(field)
    return at < 0 ? known.length : at
  }
  return Object.entries(fields).toSorted(([a], [b]) => place(a) - place(b))
}

function valueOf({ language }: Page, field: string, value: unknown) {
  const sayFrame = sayIn(language, frameWords)
  if (typeof value === 'boolean') return html`<strong>${sayFrame(value ? 'yes' : 'no')}</strong>`
  const word = (each: unknown) => {
    if (typeof each !== 'string') return ''
    if (field === 'content_language') return languageName(language, each)
    return wordOf(language, insightWords, `v_${each}`) ?? each
  }
  const text = Array.isArray(value) ? value.map(word).join(', ') : word(value)
  return html`<strong>${text}</strong>`
}

function signs({ language }: Page, field: string, evidence: Evidence, codes: Codes) {
  const say = sayIn(language, insightWords)
  const own = evidence.filter((each) => each.field === field)
  if (own.length === 0) return ''
  return html`<ul aria-label="${say('evidence')}">
    ${own.map(({ quote, post_id: post }) => {
      const url = postUrl((post === null ? null : codes.get(post)) ?? null)
      const name = say(quote === null ? 'aPost' : 'inPost')
      const place = post === null ? '' : url === null ? name : external(url, name)
      return html`<li>${quote === null ? '' : html`<q>${quote}</q>`} ${place}</li>`
    })}
  </ul>`
}

type History = { rows: readonly Version[]; shown: Version; cursor: string | undefined }

function history(page: Page, path: string, { rows, shown, cursor }: History) {
  const say = sayIn(page.language, insightWords)
  return html`<section>
    <h2>${say('versions')}</h2>
    <table class="list versions">
      <thead>
        <tr>
          <th>${say('version')}</th>
          <th>${say('model')}</th>
          <th class="number">${say('when')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ version, model, created_at: at }) =>
            html`<tr id="version-${version}">
              <td>
                <a
                  class="name"
                  href="${withQuery(path, { version: String(version), cursor })}"
                  data-morph
                  aria-label="${say('show', { n: version })}"
                  ${when(version === shown.version, 'aria-current="true"')}
                  >${version}</a
                >
              </td>
              <td>${model}</td>
              <td class="number">${time(page, at)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}
