import { html } from 'hono/html'
import { badge } from '../../../../console/parts/badge.ts'
import { time } from '../../../../console/parts/time.ts'
import type { IconName } from '../../../../console/icons.ts'
import type { Context, Sync } from './kit.ts'

const STATE_SHAPES: Record<Sync['status'], IconName> = {
  running: 'running',
  success: 'done',
  partial_success: 'failed',
  failed: 'failed',
  cancelled: 'cancelled',
}

export const syncState = ({ t }: Context, { status }: Sync) =>
  badge(STATE_SHAPES[status], t(`state_${status}`))

export const triggerOf = ({ t }: Context, { trigger }: Sync): string =>
  t(`import.trigger_${trigger}`)

export const tookOf = ({ formats }: Context, { durationSeconds: seconds }: Sync): string =>
  seconds === null ? '–' : formats.duration(seconds * 1_000)

/** Formats a time as a day, where the minute is of no use. */
export const dayOf = ({ formats }: Context, iso: string | null): string =>
  iso === null ? '–' : formats.date(new Date(iso))

/** Shows imports and polls of a store, each with a link to its results. */
export function history(page: Context, rows: readonly Sync[]) {
  const { t } = page
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('history')}">
    <table class="list plain dense">
      <thead>
        <tr>
          <th>${t('type')}</th>
          <th>${t('state')}</th>
          <th class="number">${t('posts')}</th>
          <th class="number">${t('drafts')}</th>
          <th class="number">${t('skipped')}</th>
          <th class="number">${t('import.failed')}</th>
          <th class="number">${t('import.requests')}</th>
          <th class="number">${t('cost')}</th>
          <th class="number">${t('import.oldest')}</th>
          <th class="number">${t('import.newest')}</th>
          <th class="number">${t('begun')}</th>
          <th class="number">${t('import.duration')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((sync) => row(page, sync))}
      </tbody>
    </table>
  </div>`
}

function row(page: Context, sync: Sync) {
  const { number, money } = page.formats
  const { progress } = sync
  return html`<tr id="sync-${sync.scanId}">
    <td>
      <a class="name" href="/console/stores/${sync.store}/scan/${sync.scanId}" dir="auto"
        >${page.t(`type_${sync.type}`)}</a
      >
      <p>${triggerOf(page, sync)}</p>
    </td>
    <td>${syncState(page, sync)}</td>
    <td class="number">${number(progress.total)}</td>
    <td class="number">${number(progress.draftsCreated)}</td>
    <td class="number">${number(progress.skipped)}</td>
    <td class="number">${number(progress.failed)}</td>
    <td class="number">${number(sync.requests)}</td>
    <td class="number">${money(sync.costUsd)}</td>
    <td class="number">${dayOf(page, sync.oldestPost)}</td>
    <td class="number">${dayOf(page, sync.newestPost)}</td>
    <td class="number">${time(page, sync.startedAt)}</td>
    <td class="number">${tookOf(page, sync)}</td>
  </tr>`
}
