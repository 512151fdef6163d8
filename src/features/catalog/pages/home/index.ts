import { html } from 'hono/html'
import { layout } from '../../../../console/layout.ts'
import type { RowOf } from '../../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../../console/kit/page-kit.ts'
import { homeSwitch } from '../../../../console/parts/home-switch.ts'
import { picture } from '../../../../console/parts/picture.ts'
import { time } from '../../../../console/parts/time.ts'
import { productFieldWords } from '../../../../console/words/product-fields.ts'
import { z } from '../../../../http/router.ts'
import { messages } from '../../texts/home/index.ts'
import { SELLER_HOME } from '../drafts/go-on.ts'
import { undoOffer } from '../drafts/undo.ts'

const kit = pageKit(messages, { product: productFieldWords })
type Context = ContextOf<typeof kit>
type Draft = RowOf<'listProductDrafts'>
type Conflict = RowOf<'listProductConflicts'>
type Sold = RowOf<'listSoldProducts'>

const HOME = `/console${SELLER_HOME}`

/** The draft that was decided here a moment ago. */
const decidedIn = ({ c }: Context) => z.uuid().safeParse(c.req.query('undo')).data

const [DRAFTS, CONFLICTS, SOLD] = [6, 5, 6]

/** `GET /home/seller`: drafts to decide, conflicts to settle, and what was sold. */
async function show(page: Context): Promise<Response> {
  const { t, api } = page
  const [drafts, conflicts, sold] = await Promise.all([
    api.call('listProductDrafts', { query: { status: 'pending', limit: DRAFTS } }),
    api.call('listProductConflicts', { query: { limit: CONFLICTS } }),
    api.call('listSoldProducts', { query: { limit: SOLD } }),
  ])
  const waiting = page.me?.counts.drafts ?? drafts.data.length
  const body = html`${homeSwitch(page, 'seller')} ${draftCards(page, drafts.data, waiting)}
    <div class="agenda">${conflictList(page, conflicts.data)} ${soldList(page, sold.data)}</div>
    ${await undoOffer(page, { undo: decidedIn(page), back: HOME })}`
  const lead = [
    waiting === 0 ? t('allDecided') : t('leadDrafts', { n: waiting }),
    ...(conflicts.data.length > 0 ? [t('leadConflicts', { n: conflicts.data.length })] : []),
  ].join(' ')
  const actions = html`<a class="button" href="/console/products">${t('products')}</a>
    ${waiting === 0 ? '' : html`<a class="button main" href="/console/drafts">${t('decide')}</a>`}`
  const content = { title: t('title'), lead, body, actions, isLive: true }
  return page.c.html(await layout(page, content))
}

const priceOf = ({ formats, t }: Context, price: string | null, currency: string | null): string =>
  price === null ? t('noPrice') : currency === null ? price : formats.amount(price, currency)

function draftCards(page: Context, drafts: readonly Draft[], waiting: number) {
  const { t } = page
  if (drafts.length === 0) return html`<p class="hint">${t('noDrafts')}</p>`
  return html`<section aria-labelledby="drafts">
    <div class="title">
      <h2 id="drafts">${t('toDecide')}</h2>
      <a href="/console/drafts">${t('allDrafts', { n: waiting })}</a>
    </div>
    <ul class="tiles">
      ${drafts.map((draft) => draftCard(page, draft))}
    </ul>
  </section>`
}

function draftCard(page: Context, draft: Draft) {
  const { t } = page
  const { id, name, post, flags } = draft
  const picked = post.pictures.find(({ number }) => number === (draft.pictures[0] ?? 1))
  const form = (act: 'approve' | 'reject') =>
    html`<form method="post" action="/console/drafts/${id}/${act}" data-morph>
      <input type="hidden" name="back" value="${HOME}" />
      <button
        class="${act === 'reject' ? 'remove' : ''}"
        aria-label="${t(act)}: ${name}"
        dir="auto"
      >
        ${t(act)}
      </button>
    </form>`
  return html`<li class="panel" id="draft-${id}">
    <span class="frame"
      >${picture({ hash: picked?.hash ?? null, name, size: 96, isLazy: true })}</span
    >
    <div>
      <a class="name" href="/console/drafts/${id}" dir="auto">${name}</a>
      <p><strong class="big">${priceOf(page, draft.price, draft.currency)}</strong></p>
      <p class="quiet">
        ${flags.length > 0 ? t('lookClosely') : t('sure', { share: page.formats.percent(draft.confidence) })}
        · ${t('expires')} ${time(page, draft.expires_at)}
      </p>
      ${page.may('own:write') ? html`<div class="acts">${form('approve')} ${form('reject')}</div>` : ''}
    </div>
  </li>`
}

function conflictList(page: Context, conflicts: readonly Conflict[]) {
  const { t, findText } = page
  return html`<section aria-labelledby="conflicts">
    <div class="title">
      <h2 id="conflicts">${t('conflicts')}</h2>
      ${conflicts.length === 0 ? '' : html`<a href="/console/products/conflicts">${t('allConflicts')}</a>`}
    </div>
    ${
      conflicts.length === 0
        ? html`<p class="hint">${t('noConflicts')}</p>`
        : html`<ul class="panel lines">
            ${conflicts.map(
              ({ id, product, product_id: at, field, created_at: since }) =>
                html`<li id="conflict-${id}">
                  <div>
                    <a class="name" href="/console/products/${at}" dir="auto">${product}</a>
                    <small
                      >${t('conflictIn', { field: findText(`product.field_${field}`) ?? t('pictures') })}</small
                    >
                  </div>
                  <small>${time(page, since)}</small>
                  <a class="button" href="/console/products/${at}">${t('compare')}</a>
                </li>`,
            )}
          </ul>`
    }
  </section>`
}

function soldList(page: Context, sold: readonly Sold[]) {
  const { t } = page
  return html`<section aria-labelledby="sold">
    <div class="title"><h2 id="sold">${t('sold')}</h2></div>
    ${
      sold.length === 0
        ? html`<p class="hint">${t('noneSold')}</p>`
        : html`<ol class="panel lines">
            ${sold.map((product) => soldLine(page, product))}
          </ol>`
    }
  </section>`
}

function soldLine(page: Context, { id, name, price, currency, ...product }: Sold) {
  const { t, formats } = page
  const { sold_count: n, view_count: views, picture_hash: hash } = product
  const viewText = views === null ? '' : t('ofViews', { views: formats.number(views) })
  return html`<li>
    <span class="frame">${picture({ hash, name, size: 40 })}</span>
    <div>
      <a class="name" href="/console/products/${id}" dir="auto">${name}</a>
      <small>${priceOf(page, price, currency)}</small>
    </div>
    <span class="number"><strong>${t('soldCount', { n })}</strong> <small>${viewText}</small></span>
  </li>`
}

export const sellerHome = kit.definePage({
  path: '/home/seller',
  home: 'seller',
  nav: { job: null, shape: 'home', scope: 'own:read' },
  routes: { 'GET /home/seller': show },
})
