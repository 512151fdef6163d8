import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { empty } from '../../parts/empty.ts'
import { pager, withQuery } from '../../parts/pager.ts'
import { progress } from '../../parts/progress.ts'
import { tabs } from '../../parts/tabs.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { taskWords } from '../../words/tasks.ts'
import {
  filterWords,
  Hashtags,
  Runs,
  sourceName,
  Sources,
  yieldCells,
  type Hashtag,
  type Run,
} from './source.ts'
import { discoveryWords } from './words.ts'

const PATH = '/console/discovery'

type View = 'hashtags' | 'sources' | 'runs'
const pathOf = (view: View): string => (view === 'hashtags' ? PATH : `${PATH}/${view}`)

type Found = { rows: readonly unknown[]; head: unknown; next: string | null }

async function show(page: Page, view: View, { rows, head, next }: Found): Promise<Response> {
  const say = sayIn(page.language, discoveryWords)
  const cursor = page.c.req.query('cursor')
  const places = (['hashtags', 'sources', 'runs'] as const).map((each) => ({
    label: say(each),
    href: pathOf(each),
    isCurrent: each === view,
  }))
  const nothing = {
    hashtags: () => empty(say('noHashtags'), say('noHashtagsHint')),
    sources: () => empty(say('noSources'), say('noSourcesHint')),
    runs: () => empty(say('noRuns'), say('noRunsHint')),
  }
  const body = html`${tabs(say('views'), places)}
    ${
      rows.length === 0
        ? nothing[view]()
        : html`<div class="scroll" tabindex="0" role="region" aria-label="${say(view)}">
            <table class="list plain roomy">
              <thead>
                ${head}
              </thead>
              <tbody>
                ${rows}
              </tbody>
            </table>
          </div>`
    }
    ${pager(page, pathOf(view), { cursor, next })}
    <p class="hint">
      <a href="/console/creators?source=discover">${say('seeCreators')} ›</a>
    </p>`
  const actions = page.may('creators:write')
    ? html`<a class="button" href="${PATH}/hashtags/new" data-dialog>${say('addHashtag')}</a>
        <a class="button" href="${PATH}/new" data-dialog>${say('find')}</a>`
    : ''
  const content = { title: say('title'), lead: say('lead'), body, actions, isLive: true }
  return page.c.html(await shell(page, content))
}

const yieldHeads = ({ language }: Page) => {
  const say = sayIn(language, discoveryWords)
  return html`<th class="number">${say('lookedAt')}</th>
    <th class="number">${say('kept')}</th>
    <th>${say('leftOut')}</th>`
}

/** Hashtags that are looked through every week. */
export async function showHashtags(page: Page): Promise<Response> {
  const say = sayIn(page.language, discoveryWords)
  const query = { cursor: page.c.req.query('cursor'), limit: 50 }
  const { data, next_cursor: next } = await page.ask('GET /api/hashtags', Hashtags, { query })
  const head = html`<tr>
    <th>${say('hashtag')}</th>
    ${yieldHeads(page)}
    <th class="number">${say('lastRun')}</th>
    <td></td>
  </tr>`
  return await show(page, 'hashtags', {
    rows: data.map((row) => hashtagRow(page, row)),
    head,
    next,
  })
}

function hashtagRow(page: Page, row: Hashtag) {
  const say = sayIn(page.language, discoveryWords)
  const { hashtag, filters, is_paused: isPaused, last_discovered_at: at } = row
  const last = row.found?.last_run_at ?? at
  return html`<tr id="hashtag-${encodeURIComponent(hashtag)}">
    <td>
      <strong>#${hashtag}</strong>
      ${isPaused ? badge('paused', say('paused')) : ''}
      <small class="line">${filterWords(page, filters)}</small>
    </td>
    ${yieldCells(page, row.found)}
    <td class="number">
      ${last === null ? html`<small>${say('neverRun')}</small>` : time(page, last)}
    </td>
    <td class="acts">${page.may('creators:write') ? hashtagActs(page, row) : ''}</td>
  </tr>`
}

function hashtagActs({ language }: Page, { hashtag, is_paused: isPaused }: Hashtag) {
  const say = sayIn(language, discoveryWords)
  const path = `${PATH}/hashtags/${encodeURIComponent(hashtag)}`
  return html`<div class="row-acts">
    <form method="post" action="${path}/act" data-morph>
      <button name="act" value="run" aria-label="${say('run')} #${hashtag}">${say('run')}</button>
      <button
        name="act"
        value="${isPaused ? 'resume' : 'pause'}"
        aria-label="${say(isPaused ? 'resume' : 'pause')} #${hashtag}"
      >
        ${say(isPaused ? 'resume' : 'pause')}
      </button>
    </form>
    <a class="button" href="${path}/edit" data-dialog aria-label="${say('edit')} #${hashtag}"
      >${say('edit')}</a
    >
    <a class="button" href="${path}/remove" data-dialog aria-label="${say('remove')} #${hashtag}"
      >${say('remove')}</a
    >
  </div>`
}

/** Every source of the last months by what it brought. */
export async function showSources(page: Page): Promise<Response> {
  const { formats, language } = page
  const say = sayIn(language, discoveryWords)
  const query = { cursor: page.c.req.query('cursor'), limit: 50 }
  const found = await page.ask('GET /api/discovery/sources', Sources, { query })
  const head = html`<tr>
    <th>${say('source')}</th>
    ${yieldHeads(page)}
    <th class="number">${say('requests')}</th>
    <th class="number">${say('lastRun')}</th>
  </tr>`
  const rows = found.data.map(
    (row) =>
      html`<tr id="source-${row.kind}-${encodeURIComponent(row.source)}">
        <td>
          <strong>${sourceName(page, row)}</strong>
          <small class="line">
            ${say(`kind_${row.kind}`)} · ${say('runsCount', { n: row.runs })}
          </small>
        </td>
        ${yieldCells(page, row)}
        <td class="number">${formats.number(row.requests)}</td>
        <td class="number">${time(page, row.last_run_at)}</td>
      </tr>`,
  )
  return await show(page, 'sources', { rows, head, next: found.next_cursor })
}

/** Discoveries, newest first. */
export async function showRuns(page: Page): Promise<Response> {
  const say = sayIn(page.language, discoveryWords)
  const query = { cursor: page.c.req.query('cursor'), limit: 50 }
  const found = await page.ask('GET /api/discovery/runs', Runs, { query })
  const head = html`<tr>
    <th>${sayIn(page.language, frameWords)('state')}</th>
    <th>${say('source')}</th>
    ${yieldHeads(page)}
    <th class="number">${say('requests')}</th>
    <th class="number">${say('lastRun')}</th>
  </tr>`
  const rows = found.data.map((run) => runRow(page, run))
  return await show(page, 'runs', { rows, head, next: found.next_cursor })
}

function runRow(page: Page, run: Run) {
  const { formats, language } = page
  const say = sayIn(language, discoveryWords)
  const { task_id: id, status, progress: given } = run
  const name = sourceName(page, run)
  const again = withQuery(`${PATH}/new`, { by: run.kind, value: run.source })
  const isDone = status === 'done'
  return html`<tr id="run-${id}">
    <td>
      ${badge(status, sayIn(language, taskWords)(`is_${status}`))}
      ${run.error_code === null || isDone ? '' : html`<small class="line">${say('error')}</small>`}
    </td>
    <td>
      ${
        page.may('tasks:read')
          ? html`<a class="name" href="/console/tasks/${id}">${name}</a>`
          : html`<strong>${name}</strong>`
      }
      <small class="line">${filterWords(page, run.filters)}</small>
      ${given === null ? '' : judged(page, given)}
      ${
        run.kind !== 'creators' && page.may('creators:write')
          ? html`<a class="line" href="${again}" data-dialog>${say('run')}</a>`
          : ''
      }
    </td>
    ${yieldCells(page, isDone ? run : null)}
    <td class="number">${isDone ? formats.number(run.requests) : '–'}</td>
    <td class="number">${time(page, run.completed_at ?? run.created_at)}</td>
  </tr>`
}

function judged({ formats, language }: Page, { done, total }: { done: number; total: number }) {
  const label = sayIn(language, discoveryWords)('judged', {
    done: formats.number(done),
    total: formats.number(total),
  })
  return html`${progress({ value: done, most: total, label })} <span>${label}</span>`
}
