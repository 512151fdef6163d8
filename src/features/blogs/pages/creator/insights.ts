import { html } from 'hono/html'
import { z } from '../../../../http/router.ts'
import { addressOf } from '../../../../console/page.ts'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { external } from '../../../../console/parts/external.ts'
import { languageName } from '../../../../console/parts/language-name.ts'
import { pager, withQuery } from '../../../../console/parts/pager.ts'
import { time } from '../../../../console/parts/time.ts'
import { messageOf } from '../../../../console/messages.ts'
import { messages } from '../../texts/insights/index.ts'
import { pathOf, readCreator, showPart } from './frame.ts'
import { postUrl } from './posts.ts'
import type { Context, Creator, Version } from './kit.ts'
import { original } from '../../../../console/parts/original.ts'

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

/**
 * The fields that a model infers from what a creator writes about: the audience was not counted.
 */
const INFERRED: ReadonlySet<string> = new Set([
  'estimated_audience_gender',
  'estimated_audience_age',
  'estimated_audience_geo',
])

type Insights = Version['insights']

/** The posts that evidence may name are among the latest. */
type Codes = ReadonlyMap<string, string | null>

const PAGE_SIZE = 20
const POSTS = 100

export async function showInsights(page: Context): Promise<Response> {
  const params = { id: page.param('creator') }
  const { cursor, version } = page.c.req.query()
  const [creator, versions, posts] = await Promise.all([
    readCreator(page),
    page.api.call('listBlogInsights', { params, query: { cursor, limit: PAGE_SIZE } }),
    page.api.call('listBlogPosts', { params, query: { limit: POSTS } }),
  ])
  const { data } = versions
  const current = data.find((each) => String(each.version) === version) ?? data[0]
  const codes = new Map(posts.data.map(({ platform_id, code }) => [platform_id, code]))
  const path = addressOf(pathOf(creator, 'insights'))
  const body =
    current === undefined
      ? nothing(page, creator)
      : html`<div class="columns wide">
          <div>${answer(page, current, codes)}</div>
          <div>
            ${analyzeLink(page, creator, 'analyzeAgain')}
            ${history(page, path, { rows: data, current, cursor })}
            ${pager(page, path, { cursor, next: versions.next_cursor, rows: versions.data.length })}
          </div>
        </div>`
  return await showPart(page, creator, { part: 'insights', body })
}

function nothing(page: Context, creator: Creator) {
  const { t } = page
  return empty(
    t('insight.none'),
    html`${t('insight.noneHint')}
      <span class="join">${analyzeLink(page, creator, 'analyze')}</span>`,
  )
}

function analyzeLink(page: Context, creator: Creator, key: 'analyze' | 'analyzeAgain') {
  if (!page.may('creators:write') || creator.scraped_at === null) return ''
  return html`<p>
    <a class="button" href="${addressOf(pathOf(creator, 'analyze'))}" data-dialog
      >${page.t(`insight.${key}`)}</a
    >
  </p>`
}

function answer(page: Context, version: Version, codes: Codes) {
  const { t } = page
  const { insights, confidence, model, prompt_version: prompt } = version
  return html`<section class="insight">
      <h2>${t('insight.answered', { n: version.version })}</h2>
      <p>${time(page, version.created_at)}, ${t('insight.by', { model, prompt })}</p>
      <p>
        ${t('insight.confidence')}: <strong>${page.formats.percent(confidence)}</strong>
        <small>${t('insight.confidenceHint')}</small>
      </p>
      <p class="hint">${t('insight.interpretation')}</p>
      ${
        insights.notes === null || insights.notes === ''
          ? ''
          : html`<p>${t('insight.notes')}:</p>
              ${original(page, insights.notes)}`
      }
    </section>
    ${SECTIONS.map((name) => section(page, name, insights, codes))}`
}

function section(page: Context, name: (typeof SECTIONS)[number], insights: Insights, codes: Codes) {
  const { t } = page
  const found = Section.safeParse(insights[name]).data
  if (!found)
    return html`<section class="insight">
      <h2>${t(`insight.${name}`)}</h2>
      <p class="hint">${t('insight.notAsked')}</p>
    </section>`
  const { evidence: quotes, ...fields } = found
  const evidence = Evidence.parse(quotes)
  const all = inOrder(fields)
  const answered = all.filter(([, value]) => isAnswer(value))
  const open = all.filter(([, value]) => !isAnswer(value))
  return html`<section class="insight">
    <h2>${t(`insight.${name}`)}</h2>
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
                      value !== false && insights.unsupported?.includes(`${name}.${field}`)
                        ? html`<small class="fault">${t('insight.unsupported')}</small>`
                        : ''
                    }
                    ${INFERRED.has(field) ? html`<small>${t('insight.inferred')}</small>` : ''}
                    ${
                      value === false
                        ? html`<small>${t('insight.noSign')}</small>`
                        : signs(page, field, evidence, codes)
                    }
                  </dd>
                </div>`,
            )}
          </dl>`
    }
    ${
      open.length === 0
        ? ''
        : html`<p class="hint">
            ${t('insight.openFields', { names: open.map(([field]) => nameOf(page, field)).join(', ') })}
          </p>`
    }
  </section>`
}

const isAnswer = (value: unknown): boolean =>
  value !== null && !(Array.isArray(value) && value.length === 0)

const nameOf = ({ language }: Context, field: string): string =>
  messageOf(language, messages, field) ?? field

/**
 * Returns the fields in the order in which they are requested, with those of a newer prompt at the
 * end: the database stores no order.
 */
function inOrder(fields: Readonly<Record<string, unknown>>): [string, unknown][] {
  const known = Object.keys(messages.en)
  const place = (field: string) => {
    const at = known.indexOf(field)
    return at < 0 ? known.length : at
  }
  return Object.entries(fields).toSorted(([a], [b]) => place(a) - place(b))
}

function valueOf({ t, language }: Context, field: string, value: unknown) {
  if (typeof value === 'boolean')
    return html`<strong>${t(value ? 'common.yes' : 'common.no')}</strong>`
  const word = (each: unknown) => {
    if (typeof each !== 'string') return ''
    if (field === 'content_language') return languageName(language, each)
    return messageOf(language, messages, `v_${each}`) ?? each
  }
  const text = Array.isArray(value) ? value.map(word).join(', ') : word(value)
  return html`<strong dir="auto">${text}</strong>`
}

function signs({ t }: Context, field: string, evidence: Evidence, codes: Codes) {
  const own = evidence.filter((each) => each.field === field)
  if (own.length === 0) return ''
  return html`<ul aria-label="${t('insight.evidence')}">
    ${own.map(({ quote, post_id: post }) => {
      const url = postUrl((post === null ? null : codes.get(post)) ?? null)
      const name = t(quote === null ? 'insight.aPost' : 'insight.inPost')
      const place = post === null ? '' : url === null ? name : external(url, name)
      return html`<li>${quote === null ? '' : html`<q dir="auto">${quote}</q>`} ${place}</li>`
    })}
  </ul>`
}

type History = { rows: readonly Version[]; current: Version; cursor: string | undefined }

function history(page: Context, path: string, { rows, current, cursor }: History) {
  const { t } = page
  return html`<section>
    <h2>${t('insight.versions')}</h2>
    <table class="list versions">
      <thead>
        <tr>
          <th>${t('insight.version')}</th>
          <th>${t('insight.model')}</th>
          <th class="number">${t('insight.when')}</th>
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
                  aria-label="${t('insight.show', { n: version })}"
                  ${boolAttr(version === current.version, 'aria-current="true"')}
                  dir="auto"
                  >${version}</a
                >
              </td>
              <td dir="auto">${model}</td>
              <td class="number">${time(page, at)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}
