import { refusable } from '../../../../console/kit/refusable.ts'
import type { Made } from '../../../../console/edit-conflict.ts'
import { madeAfter, readEditForm, saveVersion } from '../../../../console/kit/save-version.ts'
import { goTo, ownPath } from '../../../../console/page.ts'
import { show } from './detail.ts'
import { backIn, goOn, withDraft } from './go-on.ts'
import {
  changesIn,
  isPriceToCheck,
  readValues,
  textsOf,
  valuesOf,
  type DraftValues,
} from './values.ts'
import { UNDO_SECONDS } from './undo.ts'
import { loadDraft, type Context, type Draft } from './kit.ts'

/**
 * Stores the corrections, and decides about the draft if that was asked. A decision leads to the
 * next draft of the list that the person came from.
 */
export async function saveDraft(page: Context): Promise<Response> {
  const { form, made } = await readEditForm(page)
  const draft = await loadDraft(page)
  const act = form.get('act')
  const places = { back: backIn(form.get('back')), next: form.get('next') ?? undefined }
  return act === 'reject' || act === 'same'
    ? await reject(page, draft, { ...places, isSame: act === 'same' })
    : await correct(page, draft, { ...places, values: readValues(page, form, draft), made, act })
}

type Places = { back: string | undefined; next: string | undefined }
type Correction = Places & { values: DraftValues; made: Made; act: string | null }

async function correct(page: Context, draft: Draft, { values, made, act, ...places }: Correction) {
  const editing = { ...places, values, made, address: `/console/drafts/${draft.id}` }
  const isUnchecked = isPriceToCheck(draft) && values.price === ''
  if (isUnchecked && act === 'approve')
    return await show(page, draft, { ...editing, isPriceMissing: true })
  const stored = isUnchecked ? { ...values, price: valuesOf(page, draft).price } : values
  const { refusal: error } = await refusable(save(page, draft, { values: stored, made, act }))
  if (error) return await show(page, draft, { ...editing, error, made: madeAfter(made, error) })
  if (act === 'approve') {
    const flash = page.t('approved', { name: values.name })
    return goOn(page, { id: draft.id, ...places, flash })
  }
  const list = places.back === undefined ? `/drafts/${draft.id}` : ownPath(places.back)
  return goTo(page, withDraft(list, { draft: draft.id }), page.t('saved'))
}

async function save(
  page: Context,
  draft: Draft,
  { values, made, act }: Pick<Correction, 'values' | 'made' | 'act'>,
): Promise<void> {
  const { api } = page
  const params = { id: draft.id }
  const changes = changesIn(page, values, draft)
  if (Object.keys(changes).length > 0)
    await saveVersion({
      made,
      mine: textsOf(values),
      textsOf: (row: Draft) => textsOf(valuesOf(page, row)),
      save: async (ifMatch) =>
        await api.call('updateProductDraft', { params, body: changes, ifMatch }),
    })
  if (act === 'approve')
    await api.call('approveProductDraft', { params, body: { delay_seconds: UNDO_SECONDS } })
}

async function reject(
  page: Context,
  { id, possible_duplicate: product }: Draft,
  { isSame, ...places }: Places & { isSame: boolean },
): Promise<Response> {
  const reason = isSame && product ? page.t('reasonSame', { name: product.name }) : null
  await page.api.call('rejectProductDraft', { params: { id }, body: { reason } })
  return goOn(page, { id, ...places, flash: page.t('rejected') })
}
