import { html } from 'hono/html'
import { badge } from '../../../console/parts/badge.ts'
import { empty } from '../../../console/parts/empty.ts'
import { discoveryFunnel } from '../../../console/parts/panels/discovery-funnel.ts'
import { pager, withQuery } from '../../../console/parts/pager.ts'
import { progress } from '../../../console/parts/figures/progress.ts'
import { tabs } from '../../../console/parts/tabs.ts'
import { time } from '../../../console/parts/time.ts'
import { layout } from '../../../console/layout.ts'
import type { Context, Hashtag, Run } from './kit.ts'
import { filterWords, sourceName, yieldCells } from './source.ts'

const PATH = '/console/discovery'

type View = 'hashtags' | 'sources' | 'runs'
const pathOf = (view: View): string => (view === 'hashtags' ? PATH : `${PATH}/${view}`)

type Found = { rows: readonly unknown[]; head: unknown; next: string | null }

async function show(page: Context, view: View, { rows, head, next }: Found): Promise<Response> {
  const { t } = page
  const cursor = page.c.req.query('cursor')
  const places = (['hashtags', 'sources', 'runs'] as const).map((each) => ({
    label: t(each),
    href: pathOf(each),
    isCurrent: each === view,
  }))
  const nothing = {
    hashtags: () => empty(t('noHashtags'), t('noHashtagsHint')),
    sources: () => empty(t('noSources'), t('noSourcesHint')),
    runs: () => empty(t('noRuns'), t('noRunsHint')),
  }
  const isFirst = cursor === undefined
  const query = { days: 7, limit: 200 }
  const week = isFirst ? await page.api.call('listDiscoverySources', { query }) : null
  const body = html`${week === null ? '' : discoveryFunnel(page, week.data, { isLinked: false })}
    ${tabs(t('views'), places)}
    ${
      rows.length === 0
        ? nothing[view]()
        : html`<div class="scroll" tabindex="0" role="region" aria-label="${t(view)}">
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
    ${pager(page, pathOf(view), { cursor, next, rows: rows.length })}
    <p class="hint">
      <a href="/console/creators?source=discover">${t('seeCreators')} ›</a>
    </p>`
  const actions = page.may('creators:write')
    ? html`<a class="button" href="${PATH}/hashtags/new" data-dialog>${t('addHashtag')}</a>
        <a class="button" href="${PATH}/new" data-dialog>${t('find')}</a>`
    : ''
  const content = { title: t('title'), lead: t('lead'), body, actions, isLive: true }
  return page.c.html(await layout(page, content))
}

const yieldHeads = ({ t }: Context) =>
  html`<th class="number">${t('lookedAt')}</th>
    <th class="number">${t('kept')}</th>
    <th>${t('leftOut')}</th>`

/** Shows hashtags that are searched every week. */
export async function showHashtags(page: Context): Promise<Response> {
  const { t } = page
  const query = { cursor: page.c.req.query('cursor'), limit: 50 }
  const { data, next_cursor: next } = await page.api.call('listHashtags', { query })
  const head = html`<tr>
    <th>${t('hashtag')}</th>
    ${yieldHeads(page)}
    <th class="number">${t('lastRun')}</th>
    <td></td>
  </tr>`
  return await show(page, 'hashtags', {
    rows: data.map((row) => hashtagRow(page, row)),
    head,
    next,
  })
}

function hashtagRow(page: Context, row: Hashtag) {
  const { t } = page
  const { hashtag, filters, is_paused: isPaused, last_discovered_at: at } = row
  const last = row.found?.last_run_at ?? at
  return html`<tr id="hashtag-${encodeURIComponent(hashtag)}">
    <td>
      <strong>#${hashtag}</strong>
      ${isPaused ? badge('paused', t('paused')) : ''}
      <small class="line">${filterWords(page, filters)}</small>
    </td>
    ${yieldCells(page, row.found)}
    <td class="number">
      ${last === null ? html`<small>${t('neverRun')}</small>` : time(page, last)}
    </td>
    <td class="acts">${page.may('creators:write') ? hashtagActs(page, row) : ''}</td>
  </tr>`
}

function hashtagActs({ t }: Context, { hashtag, is_paused: isPaused }: Hashtag) {
  const path = `${PATH}/hashtags/${encodeURIComponent(hashtag)}`
  return html`<div class="row-acts">
    <form method="post" action="${path}/act" data-morph>
      <button name="act" value="run" aria-label="${t('run')} #${hashtag}">${t('run')}</button>
      <button
        name="act"
        value="${isPaused ? 'resume' : 'pause'}"
        aria-label="${t(isPaused ? 'resume' : 'pause')} #${hashtag}"
      >
        ${t(isPaused ? 'resume' : 'pause')}
      </button>
    </form>
    <a class="button" href="${path}/edit" data-dialog aria-label="${t('edit')} #${hashtag}"
      >${t('edit')}</a
    >
    <a
      class="button remove"
      href="${path}/remove"
      data-dialog
      aria-label="${t('remove')} #${hashtag}"
      >${t('remove')}</a
    >
  </div>`
}

/** Every source of the last months by what it brought. */
export async function showSources(page: Context): Promise<Response> {
  const { t, formats } = page
  const query = { cursor: page.c.req.query('cursor'), limit: 50 }
  const found = await page.api.call('listDiscoverySources', { query })
  const head = html`<tr>
    <th>${t('source')}</th>
    ${yieldHeads(page)}
    <th class="number">${t('requests')}</th>
    <th class="number">${t('lastRun')}</th>
  </tr>`
  const rows = found.data.map(
    (row) =>
      html`<tr id="source-${row.kind}-${encodeURIComponent(row.source)}">
        <td>
          <strong>${sourceName(page, row)}</strong>
          <small class="line">
            ${t(`kind_${row.kind}`)} · ${t('runsCount', { n: row.runs })}
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
export async function showRuns(page: Context): Promise<Response> {
  const { t } = page
  const query = { cursor: page.c.req.query('cursor'), limit: 50 }
  const found = await page.api.call('listDiscoveryRuns', { query })
  const head = html`<tr>
    <th>${t('common.state')}</th>
    <th>${t('source')}</th>
    ${yieldHeads(page)}
    <th class="number">${t('requests')}</th>
    <th class="number">${t('lastRun')}</th>
  </tr>`
  const rows = found.data.map((run) => runRow(page, run))
  return await show(page, 'runs', { rows, head, next: found.next_cursor })
}

function runRow(page: Context, run: Run) {
  const { t, formats } = page
  const { task_id: id, status, progress: current } = run
  const name = sourceName(page, run)
  const again = withQuery(`${PATH}/new`, { by: run.kind, value: run.source })
  const isDone = status === 'done'
  return html`<tr id="run-${id}">
    <td>
      ${badge(status, t(`task.is_${status}`))}
      ${run.error_code === null || isDone ? '' : html`<small class="line">${t('error')}</small>`}
    </td>
    <td>
      ${
        page.may('tasks:read')
          ? html`<a class="name" href="/console/tasks/${id}" dir="auto">${name}</a>`
          : html`<strong dir="auto">${name}</strong>`
      }
      <small class="line">${filterWords(page, run.filters)}</small>
      ${current === null ? '' : judged(page, current)}
      ${
        run.kind !== 'creators' && page.may('creators:write')
          ? html`<a class="line" href="${again}" data-dialog>${t('run')}</a>`
          : ''
      }
    </td>
    ${yieldCells(page, isDone ? run : null)}
    <td class="number">${isDone ? formats.number(run.requests) : '–'}</td>
    <td class="number">${time(page, run.completed_at ?? run.created_at)}</td>
  </tr>`
}

function judged({ t, formats }: Context, { done, total }: { done: number; total: number }) {
  const label = t('judged', {
    done: formats.number(done),
    total: formats.number(total),
  })
  return html`${progress({ value: done, most: total, label })} <span>${label}</span>`
}
