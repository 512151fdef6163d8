import { html } from 'hono/html'
import type { ProblemError } from '../../../../console/user-client.ts'
import type { Content } from '../../../../console/kit/context.ts'
import {
  faultAt,
  fieldInput,
  fieldValue,
  displayText,
  type ChoiceKey,
  type FieldTexts,
} from '../../../../console/kit/field-inputs.ts'
import type { FieldLabels } from '../../../../console/parts/forms/conflict.ts'
import { details } from '../../../../console/parts/details.ts'
import { zoneName } from '../../../../console/parts/zone-name.ts'
import {
  fieldOfProduct,
  PRODUCT_FIELD_NAMES,
  PRODUCT_GROUPS,
  type PRODUCT_FIELDS,
  type ProductField,
  type ProductGroup,
} from '../../fields/products.ts'
import type { Context, Product } from './kit.ts'

const labelOf = ({ t }: Context, name: ProductField): string => t(`product.field_${name}`)

function textsOf(page: Context, name: ProductField): FieldTexts {
  const { kind } = fieldOfProduct(name)
  const { t } = page
  const own = page.findText(`product.hint_${name}`)
  const ofKind = {
    moment: t('momentHint', { zone: zoneName(page.language, page.timeZone, page.now) }),
    list: t('linesHint'),
    variants: t('variantsHint'),
  }
  return {
    language: page.language,
    label: labelOf(page, name),
    hint: own ?? (kind in ofKind ? ofKind[kind as keyof typeof ofKind] : undefined),
    choice: (value) => t(`${name}_${value}` as ChoiceKey<typeof PRODUCT_FIELDS>),
  }
}

/** The labels of the fields of the form, for texts that a colleague has changed. */
export const labelsOf = (page: Context): FieldLabels =>
  Object.fromEntries(
    PRODUCT_FIELD_NAMES.map((name) => [
      name,
      {
        label: labelOf(page, name),
        display: (text: string) => displayText(fieldOfProduct(name), text, textsOf(page, name)),
      },
    ]),
  )

/** The fields of each section, in the order of the table. */
const sectionsOf = (names: readonly ProductField[] = PRODUCT_FIELD_NAMES) =>
  PRODUCT_GROUPS.map((group): [ProductGroup, ProductField[]] => [
    group,
    names.filter((name) => fieldOfProduct(name).group === group),
  ])

/** All fields of a product, a section for each group. */
export function productSections(page: Context, product: Product): Content {
  const { t } = page
  const value = (name: ProductField): Content =>
    fieldValue(page, fieldOfProduct(name), product[name], {
      ...textsOf(page, name),
      yes: t('common.yes'),
      no: t('common.no'),
      currency: product.currency,
    })
  return html`<div class="product-fields">
    ${sectionsOf().map(
      ([group, names]) =>
        html`<section id="fields-${group}">
          <h2>${t(`group_${group}`)}</h2>
          ${details(names.map((name) => [labelOf(page, name), value(name)] as const))}
        </section>`,
    )}
  </div>`
}

/** The texts that the inputs show, by field. */
export type Texts = Readonly<Record<ProductField, string>>

/** Sections that most sellers leave alone: they are closed unless something is wrong there. */
const CLOSED: ReadonlySet<ProductGroup> = new Set(['availability', 'search', 'links', 'figures'])

/** The inputs of all fields, a section for each group; faults stand at their fields. */
export function productInputs(
  page: Context,
  { texts, error, hints = {} }: ProductForm,
): readonly Content[] {
  const { t } = page
  const faults = new Map(PRODUCT_FIELD_NAMES.map((name) => [name, faultAt(error, name)]))
  const input = (name: ProductField): Content => {
    const state = { name, value: texts[name], fault: faults.get(name) }
    const inputs = textsOf(page, name)
    return fieldInput(fieldOfProduct(name), state, { ...inputs, hint: hints[name] ?? inputs.hint })
  }
  return sectionsOf().map(([group, names]) => {
    const inputs = html`<div class="group">${names.map(input)}</div>`
    if (!CLOSED.has(group))
      return html`<section>
        <h2>${t(`group_${group}`)}</h2>
        ${inputs}
      </section>`
    const isOpen = names.some((name) => faults.get(name) !== undefined)
    return html`<details id="group-${group}" ${isOpen ? html`open` : ''}>
      <summary>${t(`group_${group}`)}</summary>
      ${inputs}
    </details>`
  })
}

type ProductForm = {
  texts: Texts
  error?: ProblemError | undefined
  /** Instead of the usual ones. */
  hints?: Partial<Record<ProductField, string>>
}
