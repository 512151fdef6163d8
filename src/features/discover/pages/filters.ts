import { html } from 'hono/html'
import type { ProblemError } from '../../../console/user-client.ts'
import { yesOrNo } from '../../../console/kit/form-fields.ts'
import { numberIn } from '../../../console/kit/number-in.ts'
import { field, checkboxField } from '../../../console/parts/forms/field.ts'
import type { Context, Filters } from './kit.ts'

const BOUNDS = ['min_followers', 'max_followers', 'min_posts', 'max_posts'] as const
const LABELS = {
  min_followers: 'minFollowers',
  max_followers: 'maxFollowers',
  min_posts: 'minPosts',
  max_posts: 'maxPosts',
} as const

/** The fields of a filter as a person has entered them. */
export type FilterTexts = Readonly<Record<string, string>>

const NAMES = [...BOUNDS, 'languages', 'categories', 'with_private', 'verified_only']

export const filterTexts = (form: URLSearchParams): FilterTexts =>
  Object.fromEntries(NAMES.map((name) => [name, form.get(name)?.trim() ?? '']))

export const textsOfFilters = (filters: Filters): FilterTexts => ({
  ...Object.fromEntries(BOUNDS.map((name) => [name, String(filters[name] ?? '')])),
  languages: filters.languages?.join(', ') ?? '',
  categories: filters.categories?.join(', ') ?? '',
  with_private: filters.public_only === false ? 'true' : '',
  verified_only: filters.verified_only === true ? 'true' : '',
})

const listOf = (text: string, separator: RegExp): string[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** Returns the filters as the API takes them, without empty ones. */
export function filtersFor(texts: FilterTexts): Filters {
  const languages = listOf(texts['languages'] ?? '', /[\s,;]+/)
  const categories = listOf(texts['categories'] ?? '', /[,;\n]+/)
  const bounds = BOUNDS.flatMap((name) => {
    const text = texts[name] ?? ''
    return text === '' ? [] : [[name, numberIn(text)]]
  })
  return {
    ...Object.fromEntries(bounds),
    ...(languages.length === 0 ? {} : { languages }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(texts['with_private'] === 'true' ? { public_only: false } : {}),
    ...(texts['verified_only'] === 'true' ? { verified_only: true } : {}),
  }
}

/** Returns what is wrong with a field of the filters or with one of its values. */
const faultAt = (error: ProblemError | undefined, name: string): string | undefined =>
  error?.reasonWithin(`filters.${name}`)

/** The labels of the fields of a filter. */
export function filterLabels({ t, language }: Context) {
  const flag = (label: string) => ({ label, display: (text: string) => yesOrNo(language, text) })
  return {
    ...Object.fromEntries(BOUNDS.map((name) => [name, t(LABELS[name])])),
    languages: t('languages'),
    categories: t('categories'),
    with_private: flag(t('withPrivate')),
    verified_only: flag(t('verifiedOnly')),
  }
}

export function filterFields({ t }: Context, texts: FilterTexts, error?: ProblemError) {
  return html`<fieldset>
      <legend>${t('filters')}</legend>
      ${BOUNDS.map((name) =>
        field({
          name,
          label: t(LABELS[name]),
          value: texts[name],
          hint: name.startsWith('min') ? t('usual') : undefined,
          fault: faultAt(error, name),
          isNumeric: true,
          isRequired: false,
        }),
      )}
    </fieldset>
    ${field({
      name: 'languages',
      label: t('languages'),
      value: texts['languages'],
      hint: t('languagesHint'),
      fault: faultAt(error, 'languages'),
      isRequired: false,
    })}
    ${field({
      name: 'categories',
      label: t('categories'),
      value: texts['categories'],
      hint: t('categoriesHint'),
      fault: faultAt(error, 'categories'),
      isRequired: false,
    })}
    ${checkboxField({
      name: 'with_private',
      label: t('withPrivate'),
      isChosen: texts['with_private'] === 'true',
    })}
    ${checkboxField({
      name: 'verified_only',
      label: t('verifiedOnly'),
      isChosen: texts['verified_only'] === 'true',
    })}`
}
