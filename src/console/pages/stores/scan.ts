import { html } from 'hono/html'
import type { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { field, tickField } from '../../parts/field.ts'
import { formCard } from '../../parts/form-card.ts'
import { withQuery } from '../../parts/pager.ts'
import { sayIn } from '../../words.ts'
import { Estimate, ScanBegun, Store } from './data.ts'
import { isFault, storeId } from './edit.ts'
import { storesWords } from './words.ts'

type Given = {
  limit: string
  months: string
  /** A day; it stands for the months. */
  since: string
  videos: boolean
  carousels: boolean
  inBatches: boolean
}

const MONTHS = '6'

/** What an estimate is of: other choices need another one. */
const keyOf = (given: Given): string => JSON.stringify(Object.values(given))

const shown = ({ formats }: Page, { estimatedSeconds, estimatedCost }: Estimate) => ({
  time: formats.duration(estimatedSeconds * 1_000),
  cost: formats.moneyAtMost(estimatedCost),
})

async function showForm(
  page: Page,
  store: Store,
  given: Given,
  { error, estimate }: { error?: ProblemError; estimate?: Estimate } = {},
): Promise<Response> {
  const say = sayIn(page.language, storesWords)
  const { id, username } = store
  const fields = html`${field({
      name: 'limit',
      label: say('limit'),
      value: given.limit,
      isNumeric: true,
      fault: error?.reasonAt('limit'),
      hasFocus: true,
    })}
    ${field({
      name: 'months',
      label: say('months'),
      value: given.months,
      isNumeric: true,
      isRequired: false,
      fault: error?.reasonAt('months'),
    })}
    ${field({
      name: 'since',
      type: 'date',
      label: say('since'),
      value: given.since,
      hint: say('sinceHint'),
      isRequired: false,
      fault: error?.reasonAt('since'),
    })}
    ${tickField({ name: 'videos', label: say('videos'), isChosen: given.videos })}
    ${tickField({ name: 'carousels', label: say('carousels'), isChosen: given.carousels })}
    <p class="hint">${say('kindsHint')}</p>
    ${tickField({ name: 'batches', label: say('inBatches'), isChosen: given.inBatches })}
    ${
      estimate === undefined
        ? ''
        : html`<p role="status">${say('scanEstimate', shown(page, estimate))}</p>
            <input type="hidden" name="estimated" value="${keyOf(given)}" />`
    }`
  return await formCard(page, {
    title: say('scanTitle', { username: username ?? '' }),
    follows: say('scanHint'),
    fields,
    action: `/console/stores/${id}/scan`,
    back: `/stores/${id}`,
    submit: say(estimate === undefined ? 'scanAsk' : 'scanSubmit'),
    error,
    saysFaults: true,
  })
}

const loadStore = async (page: Page): Promise<Store> =>
  await page.ask(`GET /api/stores/${storeId(page)}`, Store)

export async function showScan(page: Page): Promise<Response> {
  const store = await loadStore(page)
  const { with_videos: videos, with_carousels: carousels } = store
  const given = { limit: '100', months: MONTHS, since: '', videos, carousels, inBatches: false }
  return await showForm(page, store, given)
}

/** The posts that are asked about. What is no date goes as it is, so that the API says what it expects. */
function rangeOf({ months, since }: Given): { months?: number; since?: string } {
  if (since === '') return { months: Number(months === '' ? MONTHS : months) }
  const at = new Date(`${since}T00:00:00Z`)
  return { since: Number.isNaN(at.getTime()) ? since : at.toISOString() }
}

/** Stores the choice of videos and carousels, as the form says, for the imports and new posts to come. */
async function keepKinds(page: Page, { videos, carousels }: Given): Promise<void> {
  const store = await loadStore(page)
  if (store.with_videos === videos && store.with_carousels === carousels) return
  const body = { with_videos: videos, with_carousels: carousels }
  await page.ask(`PATCH /api/stores/${storeId(page)}`, Store, { body })
}

/** Says what an import would take; sent once more as it is, begins it and leads to its progress with the estimate. */
export async function beginScan(page: Page): Promise<Response> {
  const form = await readForm(page)
  const given: Given = {
    limit: form.get('limit') ?? '',
    months: form.get('months')?.trim() ?? '',
    since: form.get('since')?.trim() ?? '',
    videos: form.has('videos'),
    carousels: form.has('carousels'),
    inBatches: form.has('batches'),
  }
  const id = storeId(page)
  const body = {
    store: id,
    limit: Number(given.limit),
    ...rangeOf(given),
    includeVideos: given.videos,
    includeCarousels: given.carousels,
    inBatches: given.inBatches,
  }
  try {
    if (form.get('estimated') !== keyOf(given)) {
      const estimate = await page.ask('POST /api/instagram/scan/estimate', Estimate, { body })
      return await showForm(page, await loadStore(page), given, { estimate })
    }
    const begun = await page.ask('POST /api/instagram/scan', ScanBegun, { body })
    await keepKinds(page, given)
    const flash = sayIn(page.language, storesWords)('scanBegun', shown(page, begun))
    const estimate = { seconds: String(begun.estimatedSeconds), cost: String(begun.estimatedCost) }
    return goTo(page, withQuery(`/stores/${id}/scan/${begun.scanId}`, estimate), flash)
  } catch (error) {
    if (!isFault(error)) throw error
    return await showForm(page, await loadStore(page), given, { error })
  }
}
