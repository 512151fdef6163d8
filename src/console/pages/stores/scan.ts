import { html } from 'hono/html'
import type { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { field, tickField } from '../../parts/field.ts'
import { formCard } from '../../parts/form-card.ts'
import { sayIn } from '../../words.ts'
import { ScanBegun, Store } from './data.ts'
import { isFault, storeId } from './edit.ts'
import { storesWords } from './words.ts'

type Given = { limit: string; months: string; inBatches: boolean }

async function showForm(page: Page, given: Given, error?: ProblemError): Promise<Response> {
  const say = sayIn(page.language, storesWords)
  const { id, username } = await page.ask(`GET /api/stores/${storeId(page)}`, Store)
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
    fault: error?.reasonAt('months'),
  })}
  ${tickField({ name: 'batches', label: say('inBatches'), isChosen: given.inBatches })}`
  return await formCard(page, {
    title: say('scanTitle', { username: username ?? '' }),
    follows: say('scanHint'),
    fields,
    action: `/console/stores/${id}/scan`,
    back: `/stores/${id}`,
    submit: say('scanSubmit'),
    error,
    saysFaults: true,
  })
}

export const showScan = async (page: Page) =>
  await showForm(page, { limit: '100', months: '6', inBatches: false })

/** Begins an import; the estimate is told before anything is spent, and once more when it has begun. */
export async function beginScan(page: Page): Promise<Response> {
  const form = await readForm(page)
  const given: Given = {
    limit: form.get('limit') ?? '',
    months: form.get('months') ?? '',
    inBatches: form.has('batches'),
  }
  const id = storeId(page)
  try {
    const begun = await page.ask('POST /api/instagram/scan', ScanBegun, {
      body: {
        store: id,
        limit: Number(given.limit),
        months: Number(given.months),
        inBatches: given.inBatches,
      },
    })
    const flash = sayIn(page.language, storesWords)('scanBegun', {
      seconds: page.formats.number(begun.estimatedSeconds),
      cost: page.formats.money(begun.estimatedCost),
    })
    return goTo(page, `/stores/${id}`, flash)
  } catch (error) {
    if (!isFault(error)) throw error
    return await showForm(page, given, error)
  }
}
