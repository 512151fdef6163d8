import { html } from 'hono/html'
import { withQuery } from '../../../../console/parts/pager.ts'
import { chips } from '../../../../console/parts/chips.ts'
import { valueName } from './filter-words.ts'
import { addressWith, queryOf, type Filter } from './filter.ts'
import type { BlogQuestion, FilterRead } from './reading.ts'
import type { Context, Count } from './kit.ts'

type Condition = BlogQuestion['conditions'][number]

/** The values of a parameter that the filter has. */
const valuesOf = (filter: Filter, name: string): string[] => filter.values[name]?.split(',') ?? []

/** Whether a condition of the question is in force: people may have removed or changed it. */
const isInForce = (filter: Filter, { parameter, value }: Condition): boolean =>
  parameter !== 'q' && valuesOf(filter, parameter).includes(value)

/** Whether the words that the question left are searched for. */
const isSearched = ({ values }: Filter, reading: BlogQuestion): boolean =>
  values['q'] !== undefined && values['q'] === reading.filter.q

/** The parameters that `readAs` shows. */
export function namesRead(filter: Filter, reading: BlogQuestion | undefined): ReadonlySet<string> {
  if (reading === undefined) return new Set()
  const names = reading.conditions
    .filter((each) => isInForce(filter, each))
    .map(({ parameter }) => parameter)
  return new Set(isSearched(filter, reading) ? [...names, 'q'] : names)
}

/** How the question was read, each reading with a link that removes it. */
export function readAs(page: Context, filter: Filter, reading: BlogQuestion | undefined) {
  const { t } = page
  if (reading === undefined || filter.question === undefined) return ''
  const inForce = reading.conditions.filter((each) => isInForce(filter, each))
  const isReadable = reading.conditions.some(({ parameter }) => parameter !== 'q')
  const words = isSearched(filter, reading)
    ? [
        {
          label: t('asWritten', { words: leftWords(reading) }),
          without: addressWith(filter, { q: undefined }),
        },
      ]
    : []
  const all = [...inForce.map((each) => chipOf(page, filter, each)), ...words]
  const { view, columns } = queryOf(filter)
  return html`<div class="read-as">
    ${all.length === 0 ? '' : html`<span>${t('readAs')}</span> ${chips(page, all)}`}
    ${
      filter.values['q'] === filter.question
        ? isReadable
          ? html`<a
              href="${withQuery('/console/creators', { question: filter.question, view, columns })}"
              data-morph
              >${t('readQuestion')}</a
            >`
          : ''
        : inForce.length === 0
          ? ''
          : html`<a href="${asWords(filter, reading)}" data-morph>${t('searchWords')}</a>`
    }
    ${reading.is_cut ? html`<small>${t('onlyFirstWords')}</small>` : ''}
  </div>`
}

const leftWords = ({ conditions, dropped }: BlogQuestion): string =>
  conditions
    .filter(
      ({ parameter, words }) => parameter === 'q' && !dropped.some((each) => each.words === words),
    )
    .map(({ words }) => words)
    .join(' ')

/** The address of the same list with the question as words of full-text search. */
function asWords(filter: Filter, reading: BlogQuestion): string {
  const removed = new Set<string>(reading.conditions.map(({ parameter }) => parameter))
  const values = Object.fromEntries(
    Object.entries(filter.values).filter(([name]) => !removed.has(name)),
  )
  const { question = '' } = filter
  return addressWith({ ...filter, sort: undefined, values: { ...values, q: question } })
}

function chipOf(page: Context, filter: Filter, condition: Condition) {
  const { parameter, value } = condition
  const rest = valuesOf(filter, parameter).filter((each) => each !== value)
  return {
    label: labelOf(page, condition),
    without: addressWith(filter, { [parameter]: rest.join(',') || undefined }),
  }
}

/** How a condition is called, without the name of its parameter. */
function labelOf(page: Context, { parameter, value, words }: Condition) {
  const { t } = page
  switch (parameter) {
    case 'min_followers':
      return t('readFrom', { n: Number(value) })
    case 'max_followers':
      return t('readUpTo', { n: Number(value) })
    case 'verified':
      return t(value === 'true' ? 'readVerified' : 'readUnverified')
    case 'q':
      return t('asWritten', { words })
    default:
      return valueName(page, parameter, value)
  }
}

/** Says that no creator has the words of a question, with what they may mean. */
export function unknownWords(page: Context, filter: Filter, reading: BlogQuestion | undefined) {
  const isUnknown = reading?.conditions.every(({ parameter }) => parameter === 'q') === true
  if (!isUnknown) return undefined
  const { t } = page
  const words = [...new Set(reading.conditions.map((each) => each.words))].join(' ')
  const [before = '', after = ''] = t('unknownWords', { words: PLACE }).split(PLACE)
  const links = reading.closest.map(
    ({ parameter, value }) =>
      html`<a
        class="button"
        href="${addressWith({ ...filter, question: undefined, read: undefined, values: { [parameter]: value } })}"
        data-morph
        >${valueName(page, parameter, value)}</a
      >`,
  )
  return html`${before}<bdi>${t('asWritten', { words })}</bdi>${after}
  ${links.length === 0 ? t('noWordsHint') : html`${t('closestWords')} ${links}`}`
}

/** Where words stand that are in any language. */
const PLACE = '\uFFFC'

/** Names the words that were left out of the question; empty where none were. */
export function relaxedNote(
  page: Context,
  { filter, reading }: FilterRead,
  { count, capped }: Count,
) {
  const { t } = page
  const dropped = reading?.dropped ?? []
  if (count === 0 || dropped.length === 0 || dropped.some((each) => isInForce(filter, each)))
    return ''
  const words = [...new Set(dropped.map(({ words }) => t('asWritten', { words })))].join(', ')
  const text = t(capped ? 'relaxedMany' : 'relaxed', { words: PLACE, n: count })
  const [before = '', after = ''] = text.split(PLACE)
  return html`<p class="relaxed" role="status">${before}<bdi>${words}</bdi>${after}</p>`
}
