import { refusable } from '../../../../console/kit/refusable.ts'
import { goTo, ownPath, readForm } from '../../../../console/page.ts'
import { backIn, show } from './detail.ts'
import { changesIn, readValues } from './values.ts'
import { loadDraft, type Context } from './kit.ts'

/**
 * Stores the corrections, and approves the draft if that was asked. Both return to the list that
 * the person came from.
 */
export async function saveDraft(page: Context): Promise<Response> {
  const { t } = page
  const form = await readForm(page)
  const draft = await loadDraft(page)
  const values = readValues(page, form, draft)
  const isApproved = form.get('act') === 'approve'
  const back = backIn(form.get('back'))
  const changes = changesIn(page, values, draft)
  const params = { id: draft.id }
  const save = async () => {
    if (Object.keys(changes).length > 0)
      await page.api.call('updateProductDraft', { params, body: changes })
    if (isApproved) await page.api.call('approveProductDraft', { params })
  }
  const { refusal: error } = await refusable(save())
  if (error) return await show(page, draft, { back, values, error })
  const own = isApproved ? '/drafts' : `/drafts/${draft.id}`
  const flash = isApproved ? t('approved', { name: values.name }) : t('saved')
  return goTo(page, back === undefined ? own : ownPath(back), flash)
}
