import { html } from 'hono/html'
import { withQuery } from '../parts/pager.ts'
import { tabs } from '../parts/tabs.ts'
import type { AnyContext, Content, PageContext } from './context.ts'

type Values = Readonly<Record<string, string | undefined>>
/** The place of a filter: the page's address, and the values of all filters. */
type Place = { name: string; path: string; values: Values }

/** A query parameter of a list, shared by the page and its operation. */
export type ListFilter<Key extends string> = {
  /** Returns the value; undefined when it is absent or unknown. */
  read(given: string | undefined): string | undefined
  show(context: PageContext<Key>, place: Place): Content
  /** Hidden in a list without rows and filters. */
  isForRows?: true
}

/** A filter with a few values, shown as tabs. */
export const tabFilter = <Key extends string>(given: {
  /** The accessible name of the tabs. */
  label: Key
  all: Key
  /** Texts by value, in order. */
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
