import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { time } from '../../parts/time.ts'
import type { ShapeName } from '../../shapes.ts'
import { sayIn } from '../../words.ts'
import type { Sync } from './data.ts'
import { importWords } from './import-words.ts'
import { storesWords } from './words.ts'

const STATE_SHAPES: Record<Sync['status'], ShapeName> = {
  running: 'running',
  success: 'done',
  partial_success: 'failed',
  failed: 'failed',
  cancelled: 'cancelled',
}

export const syncState = ({ language }: Page, { status }: Sync) =>
  badge(STATE_SHAPES[status], sayIn(language, storesWords)(`state_${status}`))

export const triggerOf = ({ language }: Page, { trigger }: Sync): string =>
  sayIn(language, importWords)(`trigger_${trigger}`)

export const tookOf = ({ formats }: Page, { duration_seconds: seconds }: Sync): string =>
  seconds === null ? '–' : formats.duration(seconds * 1_000)

/** A day, for times that nobody needs to the minute. */
export const dayOf = ({ formats }: Page, iso: string | null): string =>
  iso === null ? '–' : formats.date(new Date(iso))

/** Imports and looks of a store, each with the way to what it did. */
export function history(page: Page, rows: readonly Sync[]) {
  const say = sayIn(page.language, storesWords)
  const sayImport = sayIn(page.language, importWords)
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${say('history')}">
    <table class="list plain">
      <thead>
        <tr>
          <th>${say('type')}</th>
          <th>${say('state')}</th>
          <th class="number">${say('posts')}</th>
          <th class="number">${say('drafts')}</th>
          <th class="number">${say('skipped')}</th>
          <th class="number">${sayImport('failed')}</th>
          <th class="number">${sayImport('requests')}</th>
          <th class="number">${say('cost')}</th>
          <th class="number">${sayImport('oldest')}</th>
          <th class="number">${sayImport('newest')}</th>
          <th class="number">${say('begun')}</th>
          <th class="number">${sayImport('duration')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((sync) => row(page, sync))}
      </tbody>
    </table>
  </div>`
}

function row(page: Page, sync: Sync) {
  const { number, money } = page.formats
  const { progress } = sync
  return html`<tr id="sync-${sync.scanId}">
    <td>
      <a class="name" href="/console/stores/${sync.store}/scan/${sync.scanId}"
        >${sayIn(page.language, storesWords)(`type_${sync.type}`)}</a
      >
      <p>${triggerOf(page, sync)}</p>
    </td>
    <td>${syncState(page, sync)}</td>
    <td class="number">${number(progress.total)}</td>
    <td class="number">${number(progress.draftsCreated)}</td>
    <td class="number">${number(progress.skipped)}</td>
    <td class="number">${number(progress.failed)}</td>
    <td class="number">${number(sync.requests)}</td>
    <td class="number">${money(sync.cost_usd)}</td>
    <td class="number">${dayOf(page, sync.oldest_post)}</td>
    <td class="number">${dayOf(page, sync.newest_post)}</td>
    <td class="number">${time(page, sync.started_at)}</td>
    <td class="number">${tookOf(page, sync)}</td>
  </tr>`
}
