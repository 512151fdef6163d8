import { html } from 'hono/html'
import type { PageContext } from '../page.ts'
import { select } from '../parts/forms/select.ts'
import { withQuery } from '../parts/pager.ts'
import { tabs } from '../parts/tabs.ts'
import type { Content, FeatureContext } from './context.ts'

export type Values = Readonly<Record<string, string | undefined>>
/** The place of a filter: the page's address, and the values of all filters. */
type Place = { name: string; path: string; values: Values }

/** A query parameter of a list, shared by the page and its operation. */
export type ListFilter<Key extends string> = {
  /** Returns the value; undefined when it is absent or unknown. */
  read(text: string | undefined): string | undefined
  show(context: FeatureContext<Key>, place: Place): Content | Promise<Content>
  /** Hidden in a list without rows and filters. */
  isForRows?: true
  /** A control of the form that the list makes of all of these; others are above it. */
  isControl?: true
}

/** A filter with a few values, shown as tabs. */
export const tabFilter = <Key extends string>(filter: {
  /** The accessible name of the tabs. */
  label: Key
  all: Key
  /** Texts by value, in order. */
  values: Readonly<Record<string, Key>>
}): ListFilter<Key> => ({
  read: (value) => (value !== undefined && Object.hasOwn(filter.values, value) ? value : undefined),
  show: ({ t }, { name, path, values }) => {
    const tab = (value: string | undefined, label: Key) => ({
      label: t(label),
      href: withQuery(path, { ...values, [name]: value }),
      isCurrent: values[name] === value,
    })
    const choices = Object.entries(filter.values).map(([value, label]) => tab(value, label))
    return tabs(t(filter.label), [tab(undefined, filter.all), ...choices])
  },
})

const LONGEST_SEARCH = 200

/** A search field. */
export const searchFilter = <Key extends string>({ label }: { label: Key }): ListFilter<Key> => ({
  isForRows: true,
  isControl: true,
  read: (value) => value?.trim().slice(0, LONGEST_SEARCH) || undefined,
  show: ({ t }, { name, values }) =>
    html`<input
      type="search"
      id="${name}"
      name="${name}"
      value="${values[name] ?? ''}"
      placeholder="${t(label)}"
      aria-label="${t(label)}"
    />`,
})

type Option = { value: string; label: string }

/**
 * A choice among rows that are loaded with the page, such as stores; nothing while there are fewer
 * than two.
 */
export const choiceFilter = <Key extends string>(filter: {
  label: Key
  all: Key
  /** Whether a value of the address may be one; the operation refuses an unknown one. */
  accepts(value: string): boolean
  options(page: PageContext): Promise<readonly Option[]>
}): ListFilter<Key> => ({
  isForRows: true,
  isControl: true,
  read: (value) => (value !== undefined && filter.accepts(value) ? value : undefined),
  show: async (context, { name, values }) => {
    const { t } = context
    const options = await filter.options(context)
    const chosen = values[name]
    if (options.length < 2) return hiddenValues({ [name]: chosen })
    const all = { value: '', label: t(filter.all) }
    return select({
      name,
      label: t(filter.label),
      options: [all, ...options],
      chosen: chosen ?? '',
    })
  },
})

/** Set by links from elsewhere alone: a sentence says so, with the way to all rows. */
export const noteFilter = <Key extends string>(filter: {
  /** Sentences by value. */
  values: Readonly<Record<string, Key>>
  clear: Key
}): ListFilter<Key> => ({
  read: (value) => (value !== undefined && Object.hasOwn(filter.values, value) ? value : undefined),
  show: ({ t }, { name, path, values }) => {
    const sentence = filter.values[values[name] ?? '']
    if (sentence === undefined) return ''
    return html`<p class="of-import">
      ${t(sentence)}
      <a href="${withQuery(path, { ...values, [name]: undefined })}" data-morph
        >${t(filter.clear)}</a
      >
    </p>`
  },
})

/** Renders the hidden values of a list's form. */
export const hiddenValues = (values: Values): Content[] =>
  Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [html`<input type="hidden" name="${name}" value="${value}" />`],
  )
