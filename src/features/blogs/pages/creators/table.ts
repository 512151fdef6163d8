import { html } from 'hono/html'
import { addressOf } from '../../../../console/page.ts'
import { checkboxCell, checkboxHead } from '../../../../console/parts/forms/bulk.ts'
import { creatorPath } from '../../../../console/parts/creator-link.ts'
import { avatar } from '../../../../console/parts/picture.ts'
import type { ColumnName } from './column-names.ts'
import { COLUMNS, type Glances } from './columns.ts'
import { addressWith, type Filter } from './filter.ts'
import type { Context, Creator } from './kit.ts'

/** Creators in rows, with the columns that the filter names. */
export function table(
  page: Context,
  filter: Filter,
  { rows, glances }: { rows: readonly Creator[]; glances: Glances },
) {
  const { t } = page
  // Once, not for each row.
  const columns = filter.columns.map((name) => {
    const { cell, isNumber, label } = COLUMNS[name]
    return { name, cell, classes: isNumber ? 'number' : '', label: t(label) }
  })
  const choose = t('common.choose')
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('title')}">
    <table class="list plain stacked creators">
      <thead>
        <tr>
          ${checkboxHead(page)}
          <th>${t('creator')}</th>
          ${filter.columns.map((name) => heading(page, filter, name))}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (creator) =>
            html`<tr id="creator-${creator.id}">
              ${checkboxCell(creator.username, `${choose} @${creator.username}`)}
              <td class="who whole">${who(page, creator)}</td>
              ${columns.map(
                ({ name, cell, classes, label }) =>
                  html`<td
                    class="${classes}"
                    dir="auto"
                    data-column="${name}"
                    data-label="${label}"
                  >
                    ${cell(page, creator, glances)}
                  </td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

/** Renders the picture, the names, and the scrape status where it is not active. */
function who({ t }: Context, creator: Creator) {
  const { username, full_name, scrape_status, id } = creator
  return html`<div class="with-picture">
    ${avatar({ hash: creator.avatar_hash, name: username, size: 40 })}
    <div>
      <a class="name" href="${addressOf(creatorPath(username, id))}" dir="auto">@${username}</a>
      ${full_name === null ? '' : html`<p dir="auto">${full_name}</p>`}
      ${
        scrape_status === 'active'
          ? ''
          : html`<p>
              <small>${t(`creator.status_${scrape_status}`)}</small>
            </p>`
      }
    </div>
  </div>`
}

function heading(page: Context, filter: Filter, name: ColumnName) {
  const { sort, isNumber, label } = COLUMNS[name]
  const text = page.t(label)
  const classes = isNumber ? 'number' : ''
  if (sort === undefined) return html`<th class="${classes}">${text}</th>`
  const isCurrent = filter.sort === sort
  const isAscending = isCurrent && filter.order === 'asc'
  const order = isCurrent && !isAscending ? 'asc' : undefined
  return html`<th
    class="${classes}"
    aria-sort="${isCurrent ? (isAscending ? 'ascending' : 'descending') : 'none'}"
  >
    <a href="${addressWith(filter, { sort, order })}" data-morph>${text}</a>
  </th>`
}
