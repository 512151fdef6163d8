import { html } from 'hono/html'
import { goTo } from '../../../../console/page.ts'
import { statList } from '../../../../console/parts/stat-list.ts'
import { pager } from '../../../../console/parts/pager.ts'
import { notice, layout } from '../../../../console/layout.ts'
import { connectForm } from './connect.ts'
import { history } from './history.ts'
import { importCard } from './import.ts'
import { loadStore, type Context, type Store, type Sync } from './kit.ts'

/** A store: what it reads, what it has, and its imports. */
export async function showStore(page: Context): Promise<Response> {
  const { t } = page
  const { cursor, connected } = page.c.req.query()
  const store = await loadStore(page)
  if (connected !== undefined)
    return goTo(page, `/stores/${store.id}`, connectionNote(page, store, connected))
  const { data: syncs, nextCursor: next } = await page.api.call('listCatalogSyncs', {
    query: { store: store.id, cursor },
  })
  const path = `/console/stores/${store.id}`
  const body = html`${numbers(page, store)}
    ${store.connection_id === null ? html`${notice(t('noAccountHint'))} ${await connectForm(page, store)}` : ''}
    ${await underWay(page, syncs)}
    <section>
      <h2>${t('history')}</h2>
      ${syncs.length === 0 ? html`<p>${t('noHistory')}</p>` : history(page, syncs)}
      ${pager(page, path, { cursor, next, rows: syncs.length })}
    </section>`
  return page.c.html(
    await layout(page, {
      title: store.name,
      body,
      actions: actions(page, store, path),
      isLive: true,
    }),
  )
}

/** The import that is under way, with what it waits for. */
async function underWay(page: Context, syncs: readonly Sync[]) {
  const running = syncs.find(({ status, type }) => status === 'running' && type === 'bulk_import')
  if (!running) return ''
  const scan = await page.api.call('getCatalogScan', { params: { id: running.scanId } })
  return html`<p>
      <a class="button" href="/console/stores/${scan.store}/scan/${scan.scanId}"
        >${page.t('state_running')}: ${page.t('type_bulk_import')}</a
      >
    </p>
    ${importCard(page, scan)}`
}

/** Returns a note about the outcome of a dialog of Meta's that was begun here. */
function connectionNote(
  page: Context,
  { connection_id: id, username }: Store,
  connected: string,
): string {
  const { t } = page
  return id === connected ? t('connected', { username: username ?? '' }) : t('connectedElsewhere')
}

function actions(page: Context, { id, connection_id: connection }: Store, path: string) {
  const { t } = page
  const review = html`<a class="button" href="/console/drafts?store=${id}">${t('review')}</a>
    <a class="button" href="${path}/posts">${t('post.open')}</a>
    <a class="button" href="${path}/stats">${t('stats')}</a>
    <a class="button" href="${path}/connection">${t('connection.title')}</a>`
  if (!page.may('own:write')) return review
  return html`${review}
    <a class="button" href="${path}/edit" data-dialog>${t('edit')}</a>
    ${connection === null ? '' : html`<a class="button main" href="${path}/scan">${t('scan')}</a>`}`
}

function numbers(page: Context, store: Store) {
  const { t } = page
  const { formats } = page
  return statList([
    {
      label: t('field_connection_id'),
      value: store.username === null ? t('noAccount') : `@${store.username}`,
      href: `/console/stores/${store.id}/connection`,
    },
    {
      label: t('pending'),
      value: formats.number(store.pending_drafts),
      href: `/console/drafts?store=${store.id}`,
    },
    {
      label: t('products'),
      value: formats.number(store.products),
      href: `/console/products?store=${store.id}`,
    },
    { label: t('field_currency'), value: store.currency },
  ])
}
