import { html } from 'hono/html'
import type { ProblemError } from '../../../console/user-client.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import { addressOf, goTo, ownPath, readForm } from '../../../console/page.ts'
import {
  bulkBar,
  hiddenFields,
  checkboxCell,
  checkboxHead,
} from '../../../console/parts/forms/bulk.ts'
import { pathByName } from '../../../console/parts/creator-link.ts'
import { empty } from '../../../console/parts/empty.ts'
import { pager } from '../../../console/parts/pager.ts'
import { time } from '../../../console/parts/time.ts'
import { layout } from '../../../console/layout.ts'
import { suggestedNames } from './suggested-names.ts'
import { categoryField, formPage } from './forms.ts'
import { views } from './list.ts'
import type { Context, Decided, Topic } from './kit.ts'

const PATH = '/console/categories/topics'

/** Shows topics that fit no category, for a person to decide what they mean. */
export async function showTopics(page: Context): Promise<Response> {
  const { t } = page
  const { cursor, ignored } = page.c.req.query()
  const isIgnored = ignored === 'true'
  const query = { cursor, ignored: isIgnored ? ('true' as const) : undefined, limit: 50 }
  const { data, next_cursor: next } = await page.api.call('listUnknownTopics', { query })
  const nothing = isIgnored
    ? empty(t('noIgnored'), t('noIgnoredHint'))
    : empty(t('noUnknown'), t('noUnknownHint'))
  const body = html`${views(page, isIgnored ? 'ignored' : 'unknown')}
  ${data.length === 0 ? nothing : table(page, data)}
  ${pager(page, PATH, { filter: { ignored: query.ignored }, cursor, next, rows: data.length })}
  ${data.length > 0 && page.may('creators:write') ? actions(page, isIgnored) : ''}`
  const content = { title: t('title'), lead: t('topicsLead'), body }
  return page.c.html(await layout(page, content))
}

function actions(page: Context, isIgnored: boolean) {
  const { t } = page
  return bulkBar(page, {
    action: `${PATH}/act`,
    actions: [
      { value: 'map', label: t('map') },
      isIgnored
        ? { value: 'unignore', label: t('unignore') }
        : { value: 'ignore', label: t('ignore') },
    ],
  })
}

function table(page: Context, rows: readonly Topic[]) {
  const { t } = page
  const mayAct = page.may('creators:write')
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('unknownTopics')}">
    <table class="list plain">
      <thead>
        <tr>
          ${mayAct ? checkboxHead(page) : ''}
          <th>${t('topic')}</th>
          <th>${t('examples')}</th>
          <th class="number">${t('creators')}</th>
          <th class="number">${t('primary')}</th>
          <th class="number">${t('lastSeen')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => topicRow(page, row, mayAct))}
      </tbody>
    </table>
  </div>`
}

function topicRow(page: Context, row: Topic, mayAct: boolean) {
  const { t, formats } = page
  const { topic, creators, primary_creators: primary, example_usernames: names } = row
  const dates = `${t('firstSeen')}: ${formats.absolute(new Date(row.first_seen_at))}`
  return html`<tr id="topic-${encodeURIComponent(topic)}">
    ${mayAct ? checkboxCell(encodeURIComponent(topic), t('chooseTopic', { name: topic }), topic) : ''}
    <td><strong dir="auto">${topic}</strong></td>
    <td class="links">
      ${names.map((name) => html`<a href="${addressOf(pathByName(name))}" dir="auto">@${name}</a> `)}
    </td>
    <td class="number">${formats.number(creators)}</td>
    <td class="number">${formats.number(primary)}</td>
    <td class="number" title="${dates}">${time(page, row.last_seen_at)}</td>
  </tr>`
}

/**
 * Runs an action of the bulk bar: asks for the category, or ignores topics at once, which can be
 * undone.
 */
export async function actOnTopics(page: Context): Promise<Response> {
  const form = await readForm(page)
  const topics = form.getAll('id')
  const back = ownPath(form.get('back'))
  if (topics.length === 0) return goTo(page, back, page.t('common.nothingChosen'))
  if (form.get('act') === 'map') return await mapForm(page, { topics, back, category: '' })
  const isIgnored = form.get('act') === 'ignore'
  const body = { topics, ignore: isIgnored }
  const done = await page.api.call('mapTopics', { body })
  return goTo(page, back, said(page, isIgnored ? 'ignored' : 'unignored', done))
}

type MapRequest = { topics: readonly string[]; back: string; category: string }

async function mapForm(
  page: Context,
  request: MapRequest,
  error?: ProblemError,
): Promise<Response> {
  const { t } = page
  const { topics, back, category } = request
  return await formPage(page, {
    title: t('mapTitle', { n: topics.length }),
    action: `${PATH}/map`,
    back,
    submit: t('mapSubmit', { n: topics.length }),
    fields: html`<p>
        <strong>${topics.slice(0, 10).join(', ')}${topics.length > 10 ? '…' : ''}</strong>
      </p>
      <p>${t('mapBody')}</p>
      ${categoryField(t('mapCategory'), await suggestedNames(page), {
        name: 'category',
        value: category,
        fault: error?.explain('category'),
      })}
      ${hiddenFields({ id: topics, back: `/console${back}` })}`,
    isInvalid: error !== undefined,
  })
}

/** Shows the form for one topic, from the page that names it. */
export async function showMap(page: Context): Promise<Response> {
  const topic = page.c.req.query('id') ?? ''
  return await mapForm(page, { topics: [topic], back: '/categories/topics', category: '' })
}

export async function mapTopics(page: Context): Promise<Response> {
  const form = await readForm(page)
  const topics = form.getAll('id')
  const category = form.get('category')?.trim() ?? ''
  const back = ownPath(form.get('back'))
  const call = page.api.call('mapTopics', { body: { topics, category } })
  const { answer, refusal } = await refusable(call, [400, 404, 422])
  if (refusal) return await mapForm(page, { topics, back, category }, refusal)
  return goTo(page, back, said(page, 'mapped', answer))
}

function said({ t }: Context, what: 'mapped' | 'ignored' | 'unignored', done: Decided): string {
  const { topics, creators, category, refused } = done
  const left =
    refused.length === 0
      ? []
      : [t('refused', { names: refused.map(({ topic }) => topic).join(', ') })]
  return [
    t(what, { n: topics, name: category ?? '' }),
    t('changedCreators', { n: creators }),
    ...left,
  ].join(' ')
}
