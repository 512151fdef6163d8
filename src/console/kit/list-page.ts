import { html } from 'hono/html'
import type { Scope } from '../../base/roles.ts'
import type { OperationName, QueryOf, RowOf } from '../api.ts'
import { addressOf } from '../page.ts'
import { empty } from '../parts/empty.ts'
import { checkboxCell, checkboxHead } from '../parts/forms/bulk.ts'
import { pager } from '../parts/pager.ts'
import { layout } from '../layout.ts'
import {
  callAny,
  type AnyContext,
  type Content,
  type Handler,
  type FeatureContext,
} from './context.ts'
import type { BulkActs } from './bulk-acts.ts'
import { hiddenValues, type ListFilter, type Values } from './list-filters.ts'
import { heading, readSort, sortLine, type ListSort } from './list-sort.ts'

type Column<Key extends string, Row, Sort extends string> = {
  label: Key
  cell(row: Row, context: FeatureContext<Key>): Content
  isNumber?: true
  /** Small screens have no headings: the cell itself shows its label. */
  hasLabel?: true
  /** The `sort` of the operation; the heading sorts by it. */
  sort?: Sort
  isVisible?(context: FeatureContext<Key>): boolean
}

/** The keys that an operation sorts by; none where it takes no `sort`. */
type SortOf<Name extends OperationName> =
  QueryOf<Name> extends { sort?: infer Sort } ? Extract<Sort, string> : never

export type List<Key extends string, Name extends OperationName> = {
  /** A listing operation without parameters in its path. */
  operation: Name
  /** The path below /console. */
  path: string
  /** Filters by query parameter of the operation; the page's URL uses the same names. */
  filters?: { readonly [Param in keyof NonNullable<QueryOf<Name>>]?: ListFilter<Key> }
  columns: readonly Column<Key, RowOf<Name>, SortOf<Name>>[]
  /** The id of a row's element; a live page matches rows by it. */
  rowId(row: RowOf<Name>): string
  /** The text of a list without rows; `filtered` when a filter is set. */
  empty: { title: Key; hint(context: FeatureContext<Key>): Key; filtered?: Key }
  /** The button to the form for a new item. */
  create?: { scope: Scope; label: Key }
  /** Further buttons, in front of that one. */
  actions?(context: FeatureContext<Key>, values: Values): Content
  /** The acts on chosen rows; `name` is the name of a row. */
  bulk?: { actions: BulkActs<Key>; id(row: RowOf<Name>): string; name(row: RowOf<Name>): string }
  isLive?: true
}

/** A table with filters, pages and a text for no rows. It needs the texts `title` and `lead`. */
export const listPage = <Key extends string, Name extends OperationName>(
  list: List<Key, Name>,
): Handler<Key> => handlerOf(list as unknown as AnyList) as unknown as Handler<Key>

/** Untyped: `listPage` has checked the declaration. */
type AnyList = Omit<List<string, never>, 'filters' | 'columns' | 'rowId' | 'bulk'> & {
  filters?: Readonly<Record<string, ListFilter<string>>>
  columns: readonly AnyColumn[]
  rowId(row: unknown): string
  bulk?: { actions: BulkActs<string>; id(row: unknown): string; name(row: unknown): string }
}
type AnyColumn = Column<string, unknown, string>
type AnyPage = { data: readonly unknown[]; next_cursor: string | null }

/** The request for the list in its address. */
type ListRequest = { path: string; values: Values; sorted: ListSort | undefined }

const handlerOf =
  (list: AnyList): Handler<string> =>
  async (context) => {
    const { c, t } = context
    const request = requestOf(context, list)
    const { path, values, sorted } = request
    const cursor = c.req.query('cursor')
    const query = { ...values, ...sorted, cursor }
    const found = await callAny(context, list.operation, { query })
    const { data, next_cursor: next } = found as AnyPage
    const isFiltered = Object.values(values).some((value) => value !== undefined)
    const hasBulk = data.length > 0 && list.bulk?.actions.isVisible(context)
    const body = html`${await filters(context, list, request, data.length === 0 && !isFiltered)}
    ${data.length === 0 ? nothing(context, list, isFiltered) : table(context, list, request, data)}
    ${hasBulk ? list.bulk?.actions.bar(context) : ''}
    ${pager(context, path, { filter: { ...values, ...sorted }, cursor, next, rows: data.length })}`
    const actions = html`${list.actions?.(context, values) ?? ''}${createLink(context, list)}`
    const content = { title: t('title'), lead: t('lead'), body, actions }
    return c.html(await layout(context, { ...content, isLive: list.isLive ?? false }))
  }

function requestOf({ c }: AnyContext, { path, filters: all = {}, columns }: AnyList): ListRequest {
  const values = Object.fromEntries(
    Object.entries(all).map(([name, { read }]) => [name, read(c.req.query(name))]),
  )
  const requestedSort = { sort: c.req.query('sort'), order: c.req.query('order') }
  return { path: addressOf(path), values, sorted: readSort(columns, requestedSort) }
}

/** Tabs and sentences, and below them one form with all controls. */
async function filters(
  context: AnyContext,
  { filters: all = {} }: AnyList,
  { path, values, sorted }: ListRequest,
  isBare: boolean,
): Promise<Content> {
  const place = { path, values: { ...values, ...sorted } }
  const visible = Object.entries(all).filter(([, { isForRows }]) => !isBare || !isForRows)
  const show = async (isControl: boolean): Promise<Content[]> =>
    await Promise.all(
      visible
        .filter(([, filter]) => (filter.isControl ?? false) === isControl)
        .map(async ([name, filter]) => await filter.show(context, { name, ...place })),
    )
  const [others, controls] = await Promise.all([show(false), show(true)])
  if (controls.length === 0) return others
  const names = visible.flatMap(([name, { isControl }]) => (isControl ? [name] : []))
  const unseen = Object.entries(place.values).filter(([name]) => !names.includes(name))
  return html`${others}
    <form class="filter" action="${path}" data-morph role="search">
      ${hiddenValues(Object.fromEntries(unseen))} ${controls}
      <button class="only-plain">${context.t('common.filter')}</button>
    </form>`
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

function table(context: AnyContext, list: AnyList, request: ListRequest, rows: readonly unknown[]) {
  const columns = list.columns.filter(({ isVisible }) => isVisible?.(context) ?? true)
  const bulk = list.bulk?.actions.isVisible(context) ? list.bulk : undefined
  return html`${sortLine(context, columns, request)}
    <table class="list cards">
      <thead>
        <tr>
          ${bulk ? checkboxHead(context) : ''}
          ${columns.map((column) => heading(context, column, request))}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr id="${list.rowId(row)}">
              ${bulk ? checkboxCell(bulk.id(row), bulk.name(row)) : ''}
              ${columns.map((column) => cellOf(context, column, row))}
            </tr>`,
        )}
      </tbody>
    </table>`
}

function cellOf(context: AnyContext, column: AnyColumn, row: unknown): Content {
  const { isNumber, hasLabel, label } = column
  return html`<td ${isNumber ? html`class="number"` : html`dir="auto"`}>
    ${hasLabel ? html`<span class="phone">${context.t(label)}: </span>` : ''}${column.cell(row, context)}
  </td>`
}
