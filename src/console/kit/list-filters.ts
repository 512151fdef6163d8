import { html } from 'hono/html'
import { withQuery } from '../parts/pager.ts'
import { tabs } from '../parts/tabs.ts'
import type { AnyContext, Content, PageContext } from './context.ts'

type Values = Readonly<Record<string, string | undefined>>
/** Where a filter is shown: the page's address, and the values of all filters. */
type Place = { name: string; path: string; values: Values }

/** One query parameter of a list, which the page and its operation share. */
export type ListFilter<Key extends string> = {
  /** The value, undefined where the address has none or one that is not known. */
  read(given: string | undefined): string | undefined
  show(context: PageContext<Key>, place: Place): Content
  /** A list without rows and filters does not show it. */
  isForRows?: true
}

/** A choice of few, as tabs. */
export const tabFilter = <Key extends string>(given: {
  /** What the tabs are about, for those who hear the page. */
  label: Key
  all: Key
  /** Texts by value, in their order. */
  values: Readonly<Record<string, Key>>
}): ListFilter<Key> => ({
  read: (value) => (value !== undefined && Object.hasOwn(given.values, value) ? value : undefined),
  show: ({ t }, { name, path, values }) => {
    const tab = (value: string | undefined, label: Key) => ({
      label: t(label),
      href: withQuery(path, { ...values, [name]: value }),
      isCurrent: values[name] === value,
    })
    const choices = Object.entries(given.values).map(([value, label]) => tab(value, label))
    return tabs(t(given.label), [tab(undefined, given.all), ...choices])
  },
})

const LONGEST_SEARCH = 200

/** A search field. */
export const searchFilter = <Key extends string>({ label }: { label: Key }): ListFilter<Key> => ({
  isForRows: true,
  read: (value) => value?.trim().slice(0, LONGEST_SEARCH) || undefined,
  show: (context, { name, path, values }) =>
    html`<form class="filter" action="${path}" data-morph role="search">
      ${hiddenValues({ ...values, [name]: undefined })}
      <input
        type="search"
        id="${name}"
        name="${name}"
        value="${values[name] ?? ''}"
        placeholder="${context.t(label)}"
        aria-label="${context.t(label)}"
      />
      <button class="only-plain">${(context as AnyContext).t('common.filter')}</button>
    </form>`,
})

const hiddenValues = (values: Values): Content[] =>
  Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [html`<input type="hidden" name="${name}" value="${value}" />`],
  )
