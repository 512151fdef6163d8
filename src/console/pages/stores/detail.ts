import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { goTo, type Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { facts } from '../../parts/facts.ts'
import { pager } from '../../parts/pager.ts'
import { progress } from '../../parts/progress.ts'
import { time } from '../../parts/time.ts'
import { notice, shell } from '../../shell.ts'
import type { ShapeName } from '../../shapes.ts'
import { sayIn } from '../../words.ts'
import { Logins, Scan, Store, Syncs, type Sync } from './data.ts'
import { storeId } from './edit.ts'
import { storesWords } from './words.ts'

const STATE_SHAPES: Record<Sync['status'], ShapeName> = {
  running: 'running',
  success: 'done',
  partial_success: 'failed',
  failed: 'failed',
  cancelled: 'cancelled',
}

/** A store: what it reads, what it has, and its imports. */
export async function showStore(page: Page): Promise<Response> {
  const say = sayIn(page.language, storesWords)
  const { cursor, connected } = page.c.req.query()
  const store = await page.ask(`GET /api/stores/${storeId(page)}`, Store)
  if (connected !== undefined)
    return goTo(page, `/stores/${store.id}`, told(page, store, connected))
  const { data: syncs, next_cursor: next } = await page.ask(
    'GET /api/instagram/sync-history',
    Syncs,
    { query: { store: store.id, cursor } },
  )
  const path = `/console/stores/${store.id}`
  const body = html`${numbers(page, store)}
    ${store.connection_id === null ? html`${notice(say('noAccountHint'))} ${await connectForm(page, store)}` : ''}
    ${await underWay(page, syncs)}
    <section>
      <h2>${say('history')}</h2>
      ${syncs.length === 0 ? html`<p>${say('noHistory')}</p>` : history(page, syncs)}
      ${pager(page, path, { cursor, next })}
    </section>`
  return page.c.html(
    await shell(page, {
      title: store.name,
      body,
      actions: acts(page, store, path),
      isLive: true,
    }),
  )
}

/** What came of a dialog of Meta's that was begun here. */
function told(page: Page, { connection_id: id, username }: Store, connected: string): string {
  const say = sayIn(page.language, storesWords)
  return id === connected
    ? say('connected', { username: username ?? '' })
    : say('connectedElsewhere')
}

/** Buttons that connect an account to the store at once, one for each login that is configured. */
async function connectForm(page: Page, { id }: Store) {
  if (!page.may('own:write')) return ''
  const { logins } = await page.ask('GET /api/ig/logins', Logins)
  if (logins.length === 0) return ''
  const say = sayIn(page.language, storesWords)
  return html`<form class="connect" method="post" action="/console/own-accounts/connect">
    <input type="hidden" name="store" value="${id}" />
    ${logins.map(
      (login) =>
        html`<button class="main" name="login" value="${login}">
          ${say(`connect_${login}`)}
        </button>`,
    )}
  </form>`
}

function acts(page: Page, { id, connection_id: connection }: Store, path: string) {
  const say = sayIn(page.language, storesWords)
  const review = html`<a class="button" href="/console/drafts?store=${id}">${say('review')}</a>
    <a class="button" href="${path}/stats">${say('stats')}</a>`
  if (!page.may('own:write')) return review
  return html`${review}
    ${connection === null ? '' : html`<a class="button" href="${path}/part" data-dialog>${say('part')}</a>`}
    <a class="button" href="${path}/edit" data-dialog>${say('edit')}</a>
    ${connection === null ? '' : html`<a class="button main" href="${path}/scan" data-dialog>${say('scan')}</a>`}`
}

function numbers(page: Page, store: Store) {
  const say = sayIn(page.language, storesWords)
  const { formats } = page
  return facts([
    {
      label: say('account'),
      value: store.username === null ? say('noAccount') : `@${store.username}`,
    },
    {
      label: say('pending'),
      value: formats.number(store.pending_drafts),
      href: `/console/drafts?store=${store.id}`,
    },
    {
      label: say('products'),
      value: formats.number(store.products),
      href: `/console/products?store=${store.id}`,
    },
    { label: say('currency'), value: store.currency },
  ])
}

/** The import that is under way, with what it waits for. */
async function underWay(page: Page, syncs: readonly Sync[]) {
  const running = syncs.find(({ status, type }) => status === 'running' && type === 'bulk_import')
  if (!running) return ''
  const say = sayIn(page.language, storesWords)
  const { waitsFor, progress: of } = await page.ask(
    `GET /api/instagram/scan/${running.scanId}`,
    Scan,
  )
  const label = say('progressOf', { done: of.processed, total: of.total })
  return html`<section class="card" id="import">
    <p>
      ${progress({ value: of.processed, most: of.total === 0 ? null : of.total, label })} ${label}
    </p>
    ${waitsFor === null ? '' : html`<p lang="en">${say('waitsFor')}: ${waitsFor}</p>`}
    ${
      page.may('own:write')
        ? html`<form
            method="post"
            action="/console/stores/${storeId(page)}/scan/${running.scanId}/cancel"
            data-morph
          >
            <button>${say('cancel')}</button>
          </form>`
        : ''
    }
  </section>`
}

function history(page: Page, rows: readonly Sync[]) {
  const say = sayIn(page.language, storesWords)
  const { formats } = page
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${say('history')}">
    <table class="list plain">
      <thead>
        <tr>
          <th>${say('type')}</th>
          <th>${say('state')}</th>
          <th class="number">${say('posts')}</th>
          <th class="number">${say('drafts')}</th>
          <th class="number">${say('skipped')}</th>
          <th class="number">${say('cost')}</th>
          <th class="number">${say('begun')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (sync) =>
            html`<tr id="sync-${sync.scanId}">
              <td>${say(`type_${sync.type}`)}</td>
              <td>${badge(STATE_SHAPES[sync.status], say(`state_${sync.status}`))}</td>
              <td class="number">${formats.number(sync.progress.total)}</td>
              <td class="number">${formats.number(sync.progress.draftsCreated)}</td>
              <td class="number">${formats.number(sync.progress.skipped)}</td>
              <td class="number">${formats.money(sync.cost_usd)}</td>
              <td class="number">${time(page, sync.started_at)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

export async function cancelScan(page: Page): Promise<Response> {
  const scan = encodeURIComponent(page.c.req.param('scan') ?? '')
  await page.ask(`POST /api/instagram/scan/${scan}/cancel`, z.unknown())
  return goTo(page, `/stores/${storeId(page)}`, sayIn(page.language, storesWords)('cancelled'))
}

export async function askToPart(page: Page): Promise<Response> {
  const say = sayIn(page.language, storesWords)
  const { id, name, username } = await page.ask(`GET /api/stores/${storeId(page)}`, Store)
  return await askFirst(page, {
    title: say('partTitle', { name, username: username ?? '' }),
    body: html`<p>${say('partHint')}</p>`,
    action: `/console/stores/${id}/part`,
    submit: say('partSubmit'),
    hidden: {},
    back: `/stores/${id}`,
  })
}

export async function part(page: Page): Promise<Response> {
  const id = storeId(page)
  await page.ask('DELETE /api/instagram/connection', z.unknown(), { query: { store: id } })
  return goTo(page, `/stores/${id}`, sayIn(page.language, storesWords)('parted'))
}
