import { html } from 'hono/html'
import type { ProblemError } from '../../../../console/user-client.ts'
import type { Content } from '../../../../console/kit/context.ts'
import { faultAt } from '../../../../console/kit/field-inputs.ts'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { hiddenFields } from '../../../../console/parts/forms/bulk.ts'
import { area, field } from '../../../../console/parts/forms/field.ts'
import { picture } from '../../../../console/parts/picture.ts'
import { refused } from '../../../../console/parts/refused.ts'
import { currencyField } from '../../../../console/parts/forms/currency.ts'
import { select } from '../../../../console/parts/forms/select.ts'
import { valuesOf, placeField, type DraftValues } from './values.ts'
import { postOf } from './post.ts'
import { duplicates, evidence, flags } from './show.ts'
import type { DraftField } from '../../fields/drafts.ts'
import { LABELS, type Context, type Draft, type Store } from './kit.ts'

type Typed = { values: DraftValues; error: ProblemError | undefined }

/** The refused values of a form, and the page to return to. */
export type Editing = { back: string | undefined } & Partial<Typed>

/** The form of an open draft beside its post: a dialog where scripts run. */
export async function editForm(page: Context, draft: Draft, { back, values, error }: Editing) {
  const { t } = page
  const { categories } = await page.api.call('getStore', { params: { id: draft.store_id } })
  const current = values ?? valuesOf(page, draft)
  const isAtField = (error?.problem.errors?.length ?? 0) > 0
  return html`<form class="card draft" method="post" action="/console/drafts/${draft.id}">
    ${error === undefined || isAtField ? '' : refused(page, error)} ${hiddenFields({ back })}
    ${flags(page, draft)} ${duplicates(page, draft)}
    ${inputs(page, draft, { values: current, error, categories })}
    ${pictureChoice(page, draft, current)} ${postOf(page, draft)}
    <footer>
      <a class="button" href="${back ?? '/console/drafts'}" data-close>${t('common.cancel')}</a>
      <button name="act" value="save">${t('save')}</button>
      <button class="main" name="act" value="approve">${t('saveAndApprove')}</button>
    </footer>
  </form>`
}

/**
 * Returns the value that was read for a field that a person has corrected; for another field, the
 * place in the post that has its value.
 */
function hintOf(page: Context, draft: Draft, name: DraftField): string | undefined {
  const { t } = page
  const possible = draft.possible_currencies?.join(', ')
  if (name === 'currency' && draft.currency === null && possible)
    return t('possibleCurrencies', { codes: possible })
  const read = draft.extracted[name]
  if (draft.edited.includes(name) && (typeof read === 'string' || read === null))
    return t('readAs', { value: read ?? '–' })
  return evidence(page, draft, name) ?? undefined
}

/** The inputs of all fields, in the order of the form. */
function inputs(
  page: Context,
  draft: Draft,
  { values, error, categories }: Pick<Store, 'categories'> & Typed,
): readonly Content[] {
  const { t } = page
  const propsOf = (name: DraftField) => ({
    name,
    label: t(LABELS[name]),
    value: values[name],
    hint: hintOf(page, draft, name),
    fault: faultAt(error, name),
    isRequired: false,
  })
  const variants = propsOf('variants')
  const byField: Record<DraftField, Content> = {
    name: field({ ...propsOf('name'), isRequired: true, hasFocus: true }),
    price: field(propsOf('price')),
    compare_at_price: field(propsOf('compare_at_price')),
    currency: currencyField({ ...propsOf('currency'), language: page.language, isRequired: true }),
    variants: area({ ...variants, fault: variants.fault && t('variantFault'), rows: 3 }),
    tags: field(propsOf('tags')),
    // The text that was read may be as long as the caption below.
    description: area({ ...propsOf('description'), hint: undefined }),
    category: categoryChoice(page, draft, values, categories),
  }
  return Object.values(byField)
}

/** The store's categories, and what the draft has, which may be another one. */
function categoryChoice(
  { t }: Context,
  draft: Draft,
  { category }: DraftValues,
  categories: readonly string[],
) {
  const own = draft.category === null ? [] : [draft.category]
  const options = [
    { value: '', label: t('noCategory') },
    ...[...new Set([...own, ...categories])].map((value) => ({ value, label: value })),
  ]
  return select({ name: 'category', label: t(LABELS.category), options, chosen: category })
}

/** The pictures of the post, each with the place that it has in the product. */
function pictureChoice({ t }: Context, draft: Draft, { pictures }: DraftValues) {
  const all = draft.post.pictures
  if (all.length === 0) return ''
  return html`<fieldset class="picture-choice">
    <legend>${t('pictures')}</legend>
    ${all.map(({ number, hash }) => {
      const name = placeField(number)
      const place = pictures.indexOf(number) + 1
      return html`<div>
        ${picture({ hash, name: String(number), size: 96 })}
        <select id="${name}" name="${name}" aria-label="${t('pictureOf', { n: number })}">
          <option value="" ${boolAttr(place === 0, 'selected')}>${t('leaveOut')}</option>
          ${all.map(
            (_, at) =>
              html`<option value="${at + 1}" ${boolAttr(place === at + 1, 'selected')}>
                ${t('place', { n: at + 1 })}
              </option>`,
          )}
        </select>
      </div>`
    })}
  </fieldset>`
}
