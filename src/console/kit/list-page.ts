import { html } from 'hono/html'
import type { Scope } from '../../base/roles.ts'
import type { OperationName, QueryOf, RowOf } from '../api.ts'
import { addressOf } from '../page.ts'
import { empty } from '../parts/empty.ts'
import { pager } from '../parts/pager.ts'
import { shell } from '../shell.ts'
import {
  callAny,
  type AnyContext,
  type Content,
  type Handler,
  type PageContext,
} from './context.ts'
import type { ListFilter } from './list-filters.ts'

type Column<Key extends string, Row> = {
  label: Key
  cell(row: Row, context: PageContext<Key>): Content
  isNumber?: true
  /** Small screens have no headings: the cell itself shows its label. */
  hasLabel?: true
  isShown?(context: PageContext<Key>): boolean
}

export type List<Key extends string, Name extends OperationName> = {
  /** A listing operation without parameters in its path. */
  operation: Name
  /** The path below /console. */
  path: string
  /** Filters by query parameter of the operation; the page's URL uses the same names. */
  filters?: { readonly [Param in keyof NonNullable<QueryOf<Name>>]?: ListFilter<Key> }
  columns: readonly Column<Key, RowOf<Name>>[]
  /** The id of a row's element; a live page matches rows by it. */
  rowId(row: RowOf<Name>): string
  /** The text of a list without rows; `filtered` when a filter is set. */
  empty: { title: Key; hint(context: PageContext<Key>): Key; filtered?: Key }
  /** The button to the form for a new item. */
  create?: { scope: Scope; label: Key }
  isLive?: true
}

/** A table with filters, pages and a text for no rows. It needs the texts `title` and `lead`. */
export const listPage = <Key extends string, Name extends OperationName>(
  list: List<Key, Name>,
): Handler<Key> => handlerOf(list as unknown as AnyList) as unknown as Handler<Key>

/** Untyped: `listPage` has checked the declaration. */
type AnyList = Omit<List<string, never>, 'filters' | 'columns' | 'rowId'> & {
  filters?: Readonly<Record<string, ListFilter<string>>>
  columns: readonly Column<string, unknown>[]
  rowId(row: unknown): string
}
type AnyPage = { data: readonly unknown[]; next_cursor: string | null }

const handlerOf =
  (list: AnyList): Handler<string> =>
  async (context) => {
    const { c, t } = context
    const path = addressOf(list.path)
    const filters = Object.entries(list.filters ?? {})
    const values = Object.fromEntries(
      filters.map(([name, { read }]) => [name, read(c.req.query(name))]),
    )
    const cursor = c.req.query('cursor')
    const found = await callAny(context, list.operation, { query: { ...values, cursor } })
    const { data, next_cursor: next } = found as AnyPage
    const isFiltered = Object.values(values).some((value) => value !== undefined)
    const isBare = data.length === 0 && !isFiltered
    const body = html`${filters
      .filter(([, { isForRows }]) => !isBare || !isForRows)
      .map(([name, filter]) => filter.show(context, { name, path, values }))}
    ${data.length === 0 ? nothing(context, list, isFiltered) : table(context, list, data)}
    ${pager(context, path, { filter: values, cursor, next })}`
    const content = { title: t('title'), lead: t('lead'), body, actions: createLink(context, list) }
    return c.html(await shell(context, { ...content, isLive: list.isLive ?? false }))
  }

function createLink({ t, may }: AnyContext, { path, create }: AnyList): Content {
  if (!create || !may(create.scope)) return ''
  return html`<a class="button" href="${addressOf(path)}/new" data-dialog>${t(create.label)}</a>`
}

function nothing(context: AnyContext, { path, empty: texts }: AnyList, isFiltered: boolean) {
  const { t } = context
  if (!isFiltered) return empty(t(texts.title), t(texts.hint(context)))
  const clear = html`<a class="button" href="${addressOf(path)}" data-morph>
    ${t('common.clearFilters')}
  </a>`
  return empty(t(texts.filtered ?? texts.title), clear)
}

function table(context: AnyContext, list: AnyList, rows: readonly unknown[]) {
  const { t } = context
  const columns = list.columns.filter(({ isShown }) => isShown?.(context) ?? true)
  const classOf = ({ isNumber }: Column<string, unknown>) => (isNumber ? html`class="number"` : '')
  const labelOf = ({ hasLabel, label }: Column<string, unknown>) =>
    hasLabel ? html`<span class="phone">${t(label)}: </span>` : ''
  return html`<table class="list cards">
    <thead>
      <tr>
        ${columns.map((column) => html`<th ${classOf(column)}>${t(column.label)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr id="${list.rowId(row)}">
            ${columns.map(
              (column) =>
                html`<td ${classOf(column)}>${labelOf(column)}${column.cell(row, context)}</td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`
}
