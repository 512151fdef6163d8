import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { addressOf, goTo, ownPath, readForm, type Page } from '../../page.ts'
import { bulkBar, hiddenFields, tick, tickHead } from '../../parts/bulk.ts'
import { pathByName } from '../../parts/creator-link.ts'
import { empty } from '../../parts/empty.ts'
import { pager } from '../../parts/pager.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { suggestedNames } from './category.ts'
import { categoryField, formPage } from './forms.ts'
import { views } from './list.ts'
import { categoriesWords } from './words.ts'

const Topic = z.object({
  topic: z.string(),
  creators: z.int(),
  primary_creators: z.int(),
  first_seen_at: z.string(),
  last_seen_at: z.string(),
  example_usernames: z.array(z.string()),
})
type Topic = z.output<typeof Topic>
const Topics = z.object({ data: z.array(Topic), next_cursor: z.string().nullable() })

const PATH = '/console/categories/topics'

/** Topics that fit no category, for somebody to say what they mean. */
export async function showTopics(page: Page): Promise<Response> {
  const say = sayIn(page.language, categoriesWords)
  const { cursor, ignored } = page.c.req.query()
  const isIgnored = ignored === 'true'
  const query = { cursor, ignored: isIgnored ? 'true' : undefined, limit: 50 }
  const { data, next_cursor: next } = await page.ask('GET /api/topics/unknown', Topics, { query })
  const nothing = isIgnored
    ? empty(say('noIgnored'), say('noIgnoredHint'))
    : empty(say('noUnknown'), say('noUnknownHint'))
  const body = html`${views(page, isIgnored ? 'ignored' : 'unknown')}
  ${data.length === 0 ? nothing : table(page, data)}
  ${pager(page, PATH, { filter: { ignored: query.ignored }, cursor, next })}
  ${data.length > 0 && page.may('creators:write') ? acts(page, isIgnored) : ''}`
  const content = { title: say('title'), lead: say('topicsLead'), body }
  return page.c.html(await shell(page, content))
}

function acts(page: Page, isIgnored: boolean) {
  const say = sayIn(page.language, categoriesWords)
  return bulkBar(page, {
    action: `${PATH}/act`,
    acts: [
      { value: 'map', label: say('map') },
      isIgnored
        ? { value: 'unignore', label: say('unignore') }
        : { value: 'ignore', label: say('ignore') },
    ],
  })
}

function table(page: Page, rows: readonly Topic[]) {
  const say = sayIn(page.language, categoriesWords)
  const mayAct = page.may('creators:write')
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${say('unknownTopics')}">
    <table class="list plain">
      <thead>
        <tr>
          ${mayAct ? tickHead(page) : ''}
          <th>${say('topic')}</th>
          <th>${say('examples')}</th>
          <th class="number">${say('creators')}</th>
          <th class="number">${say('primary')}</th>
          <th class="number">${say('lastSeen')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => topicRow(page, row, mayAct))}
      </tbody>
    </table>
  </div>`
}

function topicRow(page: Page, row: Topic, mayAct: boolean) {
  const { formats, language } = page
  const say = sayIn(language, categoriesWords)
  const { topic, creators, primary_creators: primary, example_usernames: names } = row
  const seen = `${say('firstSeen')}: ${formats.absolute(new Date(row.first_seen_at))}`
  return html`<tr id="topic-${encodeURIComponent(topic)}">
    ${mayAct ? tick(encodeURIComponent(topic), say('chooseTopic', { name: topic }), topic) : ''}
    <td><strong>${topic}</strong></td>
    <td class="links">
      ${names.map((name) => html`<a href="${addressOf(pathByName(name))}">@${name}</a> `)}
    </td>
    <td class="number">${formats.number(creators)}</td>
    <td class="number">${formats.number(primary)}</td>
    <td class="number" title="${seen}">${time(page, row.last_seen_at)}</td>
  </tr>`
}

const Decided = z.object({
  topics: z.int(),
  creators: z.int(),
  category: z.string().nullable(),
  refused: z.array(z.object({ topic: z.string() })),
})
type Decided = z.output<typeof Decided>

/** What the bulk bar asks for: a question for the category, or ignoring at once, which can be undone. */
export async function actOnTopics(page: Page): Promise<Response> {
  const form = await readForm(page)
  const topics = form.getAll('id')
  const back = ownPath(form.get('back'))
  if (topics.length === 0)
    return goTo(page, back, sayIn(page.language, frameWords)('nothingChosen'))
  if (form.get('act') === 'map') return await mapForm(page, { topics, back, category: '' })
  const isIgnored = form.get('act') === 'ignore'
  const body = { topics, ignore: isIgnored }
  const done = await page.ask('POST /api/topics/bulk', Decided, { body })
  return goTo(page, back, said(page, isIgnored ? 'ignored' : 'unignored', done))
}

type Asked = { topics: readonly string[]; back: string; category: string }

async function mapForm(page: Page, asked: Asked, error?: ProblemError): Promise<Response> {
  const say = sayIn(page.language, categoriesWords)
  const { topics, back, category } = asked
  return await formPage(page, {
    title: say('mapTitle', { n: topics.length }),
    action: `${PATH}/map`,
    back,
    submit: say('mapSubmit', { n: topics.length }),
    fields: html`<p>
        <strong>${topics.slice(0, 10).join(', ')}${topics.length > 10 ? '…' : ''}</strong>
      </p>
      <p>${say('mapBody')}</p>
      ${categoryField(say('mapCategory'), await suggestedNames(page), {
        name: 'category',
        value: category,
        fault: error && (error.reasonAt('category') ?? error.problem.detail),
      })}
      ${hiddenFields({ id: topics, back: `/console${back}` })}`,
    isFaulty: error !== undefined,
  })
}

/** For one topic, from where it is named. */
export async function showMap(page: Page): Promise<Response> {
  const topic = page.c.req.query('id') ?? ''
  return await mapForm(page, { topics: [topic], back: '/categories/topics', category: '' })
}

export async function mapTopics(page: Page): Promise<Response> {
  const form = await readForm(page)
  const topics = form.getAll('id')
  const category = form.get('category')?.trim() ?? ''
  const back = ownPath(form.get('back'))
  try {
    const body = { topics, category }
    const done = await page.ask('POST /api/topics/bulk', Decided, { body })
    return goTo(page, back, said(page, 'mapped', done))
  } catch (error) {
    const isFault = error instanceof ProblemError && [400, 404, 422].includes(error.problem.status)
    if (!isFault) throw error
    return await mapForm(page, { topics, back, category }, error)
  }
}

function said({ language }: Page, what: 'mapped' | 'ignored' | 'unignored', done: Decided): string {
  const say = sayIn(language, categoriesWords)
  const { topics, creators, category, refused } = done
  const left =
    refused.length === 0
      ? []
      : [say('refused', { names: refused.map(({ topic }) => topic).join(', ') })]
  return [
    say(what, { n: topics, name: category ?? '' }),
    say('changedCreators', { n: creators }),
    ...left,
  ].join(' ')
}
