import { html } from 'hono/html'
import { ownAddress } from '../../../../console/page.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { pager, withQuery } from '../../../../console/parts/pager.ts'
import { external } from '../../../../console/parts/external.ts'
import { picture } from '../../../../console/parts/picture.ts'
import { time } from '../../../../console/parts/time.ts'
import { navigationFilter, PATH, type Filter } from './filter.ts'
import { pictureOf, price, variantsText } from './show.ts'
import type { Context, Draft } from './kit.ts'

type Drafts = { rows: readonly Draft[]; next: string | null }

/** The drafts of a state that ends a review, each with the way to what became of it. */
export function decided(page: Context, filter: Filter, { rows, next }: Drafts) {
  const { t } = page
  if (rows.length === 0) return empty(t('noneDecided'), t('noneDecidedHint'))
  return html`<table class="list cards drafts">
      <thead>
        <tr>
          <th>${t('product')}</th>
          <th class="number">${t('price')}</th>
          <th>${t('says')}</th>
          <th class="number">${t('decidedAt')}</th>
          <td></td>
        </tr>
      </thead>
      <tbody>
        ${rows.map((draft) => row(page, draft))}
      </tbody>
    </table>
    ${pager(page, PATH, { filter: navigationFilter(filter), cursor: filter.cursor, next, rows: rows.length })}`
}

function row(page: Context, draft: Draft) {
  const { id, name, category, reason, decided_at: at, expires_at: expired } = draft
  return html`<tr id="draft-${id}">
    <td>
      <div class="with-picture">
        ${picture({ hash: pictureOf(draft), name, size: 96, isLazy: true })}
        <div>
          <a
            class="name"
            href="${withQuery(`${PATH}/${id}`, { back: ownAddress(page) })}"
            dir="auto"
            >${name}</a
          >
          ${draft.variants.length === 0 ? '' : html`<p dir="auto">${variantsText(draft)}</p>`}
          ${category === null ? '' : html`<p dir="auto">${category}</p>`}
          ${reason === null ? '' : html`<p dir="auto">${page.t('why')} ${reason}</p>`}
        </div>
      </div>
    </td>
    <td class="number">${price(page, draft)}</td>
    <td>${said(page, draft)}</td>
    <td class="number">${time(page, at ?? expired)}</td>
    <td class="acts">${action(page, draft)}</td>
  </tr>`
}

/** Shows the caption of the post, with a link to the post. */
function said({ t }: Context, { post: { caption, permalink } }: Draft) {
  return html`<p class="note" dir="auto">${caption ?? t('noCaption')}</p>
    ${permalink === null ? '' : html`<p>${external(permalink, t('viewPost'))}</p>`}`
}

function action({ t, may }: Context, { id, status, product_id: product }: Draft) {
  if (product !== null)
    return html`<a class="button" href="/console/products/${product}">${t('toProduct')}</a>`
  if (status === 'approved' || !may('own:write')) return ''
  return html`<form method="post" action="${PATH}/${id}/restore" data-morph>
    <button>${t('restore')}</button>
  </form>`
}
