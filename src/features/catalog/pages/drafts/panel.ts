import { html } from 'hono/html'
import type { Made } from '../../../../console/edit-conflict.ts'
import type { ProblemError } from '../../../../console/user-client.ts'
import { hiddenFields } from '../../../../console/parts/forms/bulk.ts'
import { madeInputs } from '../../../../console/parts/forms/conflict.ts'
import { picture } from '../../../../console/parts/picture.ts'
import { refused } from '../../../../console/parts/refused.ts'
import { inputId, labelsOf, otherFields, prices } from './fields.ts'
import { figure } from './pictures.ts'
import { captionOf } from './proofs.ts'
import { amountOf, doubt } from './show.ts'
import { valuesOf, type DraftValues } from './values.ts'
import type { Context, Draft } from './kit.ts'

/** The values that a person typed and the API refused, and the pages to go on at. */
export type Editing = {
  /** The list that the person came from. */
  back: string | undefined
  /** The draft that comes after this one on the list. */
  next?: string | undefined
  /** The number of the picture that is shown large. */
  chosen?: number | undefined
  /** The address that shows this draft. */
  address: string
  values?: DraftValues
  /** The origin of the form. */
  made: Made
  error?: ProblemError | undefined
  isPriceMissing?: boolean
}

/** Enter in a field presses the first button of its form. */
const ENTER_SAVES = html`<button name="act" value="save" hidden></button>`

/** An open draft: picture beside price, its fields with their proofs, and the decision. */
export async function panel(page: Context, draft: Draft, editing: Editing) {
  const { back, next, values, error, isPriceMissing = false } = editing
  const { categories } = await page.api.call('getStore', { params: { id: draft.store_id } })
  const current = values ?? valuesOf(page, draft)
  const fields = { values: current, error, categories, isPriceMissing }
  const isAtField = (error?.problem.errors?.length ?? 0) > 0
  return html`<article class="panel draft-panel" id="draft-${draft.id}">
    <form class="draft" method="post" action="/console/drafts/${draft.id}" data-morph>
      ${hiddenFields({ back, next })} ${madeInputs(editing.made)} ${ENTER_SAVES}
      ${figure(page, draft, { values: current, chosen: editing.chosen, address: editing.address })}
      <div class="draft-fields">
        ${error === undefined || isAtField ? '' : refused(page, error, labelsOf(page))}
        ${prices(page, draft, fields)} ${otherFields(page, draft, fields)} ${captionOf(page, draft)}
        ${doubts(page, draft)} ${decision(page, draft)}
      </div>
    </form>
  </article>`
}

/** Why to look closely; the product that it may be has its picture and price. */
export function doubts(page: Context, draft: Draft) {
  const { t } = page
  const { possible_duplicate: product, possible_duplicate_draft: other } = draft
  const others = draft.flags.filter((each) => each !== 'possible_duplicate' || !(product ?? other))
  return html`${
    others.length === 0
      ? ''
      : html`<ul class="doubts">
          ${others.map((each) => html`<li>${doubt(t(`flag_${each}`))}</li>`)}
        </ul>`
  }
  ${product === null ? '' : duplicate(page, draft, product)}
  ${
    other === null
      ? ''
      : html`<div class="doubts with-picture">
          <div>
            ${doubt(t('flag_possible_duplicate'))}
            <p>
              <a href="/console/drafts/${other.id}" dir="auto"
                >${t('duplicateOfDraft', { name: other.name })}</a
              >
            </p>
          </div>
        </div>`
  }`
}

type Duplicate = NonNullable<Draft['possible_duplicate']>

function duplicate(page: Context, { status }: Draft, product: Duplicate) {
  const { t, formats } = page
  const { id, name, price, currency, picture_hash: hash, created_at: at } = product
  const amount = price === null ? t('priceUnknown') : amountOf(page, price, currency)
  const isOpen = status === 'pending' && page.may('own:write')
  return html`<div class="doubts with-picture">
    ${picture({ hash, name, size: 40 })}
    <div>
      ${doubt(t('flag_possible_duplicate'))}
      <p>
        <a href="/console/products/${id}" dir="auto">${name}</a>
        ${t('duplicateDetails', { price: amount, day: formats.dayMonth(new Date(at)) })}
      </p>
    </div>
    ${isOpen ? html`<button class="end" name="act" value="same">${t('isTheSame')}</button>` : ''}
  </div>`
}

const decision = ({ t }: Context, draft: Draft) =>
  html`<div class="decision">
    <button class="main" name="act" value="approve" data-key="a">
      ${t('approve')} <kbd aria-hidden="true">a</kbd>
    </button>
    <button class="danger" name="act" value="reject" data-key="r" formnovalidate>
      ${t('reject')} <kbd aria-hidden="true">r</kbd>
    </button>
    <a class="button edit" href="#${inputId(draft, 'price')}" data-key="e"
      >${t('edit')} <kbd aria-hidden="true">e</kbd></a
    >
    <button name="act" value="save">${t('save')}</button>
  </div>`
