import { html } from 'hono/html'
import type { ProblemError } from '../../../../console/user-client.ts'
import { numberIn } from '../../../../console/kit/number-in.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../../console/page.ts'
import { field, checkboxField } from '../../../../console/parts/forms/field.ts'
import { formCard } from '../../../../console/parts/forms/form-card.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { loadStore, REFUSALS, type Context, type Estimate, type Store } from './kit.ts'

type ScanValues = {
  limit: string
  months: string
  /** A day, used instead of the months. */
  since: string
  videos: boolean
  carousels: boolean
  inBatches: boolean
}

const MONTHS = '6'

/** Returns the choices that an estimate is for: other choices need another estimate. */
const keyOf = (values: ScanValues): string => JSON.stringify(Object.values(values))

const estimateTexts = ({ formats }: Context, { estimatedSeconds, estimatedCost }: Estimate) => ({
  time: formats.duration(estimatedSeconds * 1_000),
  cost: formats.moneyAtMost(estimatedCost),
})

async function showForm(
  page: Context,
  store: Store,
  values: ScanValues,
  { error, estimate }: { error?: ProblemError; estimate?: Estimate } = {},
): Promise<Response> {
  const { t } = page
  const { id, username } = store
  const fields = html`${field({
      name: 'limit',
      label: t('limit'),
      value: values.limit,
      isNumeric: true,
      fault: error?.reasonAt('limit'),
      hasFocus: true,
    })}
    ${field({
      name: 'months',
      label: t('months'),
      value: values.months,
      isNumeric: true,
      isRequired: false,
      fault: error?.reasonAt('months'),
    })}
    ${field({
      name: 'since',
      type: 'date',
      label: t('since'),
      value: values.since,
      hint: t('sinceHint'),
      isRequired: false,
      fault: error?.reasonAt('since'),
    })}
    ${checkboxField({ name: 'videos', label: t('field_with_videos'), isChosen: values.videos })}
    ${checkboxField({ name: 'carousels', label: t('field_with_carousels'), isChosen: values.carousels })}
    <p class="hint">${t('kindsHint')}</p>
    ${checkboxField({ name: 'batches', label: t('inBatches'), isChosen: values.inBatches })}
    ${
      estimate === undefined
        ? ''
        : html`<p role="status">${t('scanEstimate', estimateTexts(page, estimate))}</p>
            <input type="hidden" name="estimated" value="${keyOf(values)}" />`
    }`
  return await formCard(page, {
    title: t('scanTitle', { username: username ?? '' }),
    follows: t('scanHint'),
    fields,
    action: `/console/stores/${id}/scan`,
    back: `/stores/${id}`,
    submit: t(estimate === undefined ? 'scanAsk' : 'scanSubmit'),
    error,
    inlineErrors: true,
  })
}

export async function showScan(page: Context): Promise<Response> {
  const store = await loadStore(page)
  const { with_videos: videos, with_carousels: carousels } = store
  const defaults = { limit: '100', months: MONTHS, since: '', videos, carousels, inBatches: false }
  return await showForm(page, store, defaults)
}

/**
 * Returns the period of the posts. A text that is no date is sent as it is, so that the API says
 * what it expects.
 */
function rangeOf({ months, since }: ScanValues): { months?: number; since?: string } {
  if (since === '') return { months: numberIn(months === '' ? MONTHS : months) }
  const at = new Date(`${since}T00:00:00Z`)
  return { since: Number.isNaN(at.getTime()) ? since : at.toISOString() }
}

/**
 * Stores the choice of videos and carousels, as the form says, for the imports and new posts to
 * come.
 */
async function keepKinds(page: Context, { videos, carousels }: ScanValues): Promise<void> {
  const store = await loadStore(page)
  if (store.with_videos === videos && store.with_carousels === carousels) return
  const body = { with_videos: videos, with_carousels: carousels }
  await page.api.call('updateStore', { params: { id: page.param('id') }, body })
}

/**
 * Says what an import would take; sent once more as it is, begins it and leads to its progress with
 * the estimate.
 */
export async function beginScan(page: Context): Promise<Response> {
  const form = await readForm(page)
  const values: ScanValues = {
    limit: form.get('limit') ?? '',
    months: form.get('months')?.trim() ?? '',
    since: form.get('since')?.trim() ?? '',
    videos: form.has('videos'),
    carousels: form.has('carousels'),
    inBatches: form.has('batches'),
  }
  const id = page.param('id')
  const body = {
    store: id,
    limit: numberIn(values.limit),
    ...rangeOf(values),
    includeVideos: values.videos,
    includeCarousels: values.carousels,
    inBatches: values.inBatches,
  }
  const showAgain = async (made: { error?: ProblemError; estimate?: Estimate }) =>
    await showForm(page, await loadStore(page), values, made)
  if (form.get('estimated') !== keyOf(values)) {
    const call = page.api.call('estimateCatalogScan', { body })
    const { answer: estimate, refusal } = await refusable(call, REFUSALS)
    return await showAgain(refusal ? { error: refusal } : { estimate })
  }
  const { answer: begun, refusal } = await refusable(page.api.call('scanStore', { body }), REFUSALS)
  if (refusal) return await showAgain({ error: refusal })
  await keepKinds(page, values)
  const flash = page.t('scanBegun', estimateTexts(page, begun))
  const estimate = { seconds: String(begun.estimatedSeconds), cost: String(begun.estimatedCost) }
  const path = `/stores/${encodeURIComponent(id)}/scan/${begun.scanId}`
  return goTo(page, withQuery(path, estimate), flash)
}
