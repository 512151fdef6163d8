import { html } from 'hono/html'
import { goTo, type Page } from '../../page.ts'
import { facts } from '../../parts/facts.ts'
import { pager } from '../../parts/pager.ts'
import { notice, shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { connectForm } from './connect.ts'
import { connectionWords } from './connection-words.ts'
import { Scan, Store, Syncs, type Sync } from './data.ts'
import { storeId } from './edit.ts'
import { history } from './history.ts'
import { postWords } from './post-words.ts'
import { importCard } from './import.ts'
import { storesWords } from './words.ts'

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

/** The import that is under way, with what it waits for. */
async function underWay(page: Page, syncs: readonly Sync[]) {
  const running = syncs.find(({ status, type }) => status === 'running' && type === 'bulk_import')
  if (!running) return ''
  const scan = await page.ask(`GET /api/instagram/scan/${running.scanId}`, Scan)
  return html`<p>
      <a class="button" href="/console/stores/${scan.store}/scan/${scan.scanId}"
        >${sayIn(page.language, storesWords)('state_running')}:
        ${sayIn(page.language, storesWords)('type_bulk_import')}</a
      >
    </p>
    ${importCard(page, scan)}`
}

/** What came of a dialog of Meta's that was begun here. */
function told(page: Page, { connection_id: id, username }: Store, connected: string): string {
  const say = sayIn(page.language, storesWords)
  return id === connected
    ? say('connected', { username: username ?? '' })
    : say('connectedElsewhere')
}

function acts(page: Page, { id, connection_id: connection }: Store, path: string) {
  const say = sayIn(page.language, storesWords)
  const review = html`<a class="button" href="/console/drafts?store=${id}">${say('review')}</a>
    <a class="button" href="${path}/posts">${sayIn(page.language, postWords)('open')}</a>
    <a class="button" href="${path}/stats">${say('stats')}</a>
    <a class="button" href="${path}/connection"
      >${sayIn(page.language, connectionWords)('title')}</a
    >`
  if (!page.may('own:write')) return review
  return html`${review}
    <a class="button" href="${path}/edit" data-dialog>${say('edit')}</a>
    ${connection === null ? '' : html`<a class="button main" href="${path}/scan">${say('scan')}</a>`}`
}

function numbers(page: Page, store: Store) {
  const say = sayIn(page.language, storesWords)
  const { formats } = page
  return facts([
    {
      label: say('account'),
      value: store.username === null ? say('noAccount') : `@${store.username}`,
      href: `/console/stores/${store.id}/connection`,
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
