import { html } from 'hono/html'
import { layout } from '../../../console/layout.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../console/page.ts'
import { currencyField } from '../../../console/parts/forms/currency.ts'
import { field } from '../../../console/parts/forms/field.ts'
import { refused } from '../../../console/parts/refused.ts'
import type { ProblemError } from '../../../console/user-client.ts'
import type { Context } from './kit.ts'

type Values = { base: string; currency: string; rate: string }

/** The team's currency, and the rates that people of the team entered. */
export async function showRates(
  context: Context,
  sent?: { values: Values; refusal: ProblemError; isOfBase: boolean },
): Promise<Response> {
  const { api, c, t, formats, language, may } = context
  const money = await api.call('listTeamRates', {})
  const values = sent?.values ?? { base: money.currency ?? '', currency: '', rate: '' }
  const fault = (name: string) => (sent?.isOfBase ? undefined : sent?.refusal.reasonAt(name))
  const list = html`<ul>
    ${money.rates.map(
      ({ currency, base_currency, rate, entered_on, entered_by }) =>
        html`<li>
          ${t('rateLine', {
            currency,
            amount: formats.amount(rate, base_currency),
            day: formats.day(entered_on),
          })}
          ${entered_by === null ? '' : html`<small dir="auto">${entered_by}</small>`}
        </li>`,
    )}
  </ul>`
  const form = html`<form class="card" method="post" action="/console/campaigns/rates">
    ${sent && !sent.refusal.problem.errors?.length ? refused(context, sent.refusal, {}) : ''}
    ${currencyField({
      language,
      id: 'base',
      name: 'base',
      label: t('teamCurrency'),
      value: values.base,
      fault: sent?.isOfBase ? sent.refusal.reasonAt('currency') : fault('base_currency'),
    })}
    ${currencyField({
      language,
      id: 'currency',
      name: 'currency',
      label: t('otherCurrency'),
      value: values.currency,
      fault: fault('currency'),
    })}
    ${field({
      name: 'rate',
      label: t('rate'),
      hint: t('rateHint'),
      value: values.rate,
      fault: fault('rate'),
      isRequired: false,
    })}
    <footer>
      <a class="button" href="/console/lists?campaign=true" data-close>${t('common.cancel')}</a>
      <button class="main">${t('common.save')}</button>
    </footer>
  </form>`
  const body = html`${money.rates.length === 0 ? html`<p>${t('noRates')}</p>` : list}
  ${may('lists:write') ? form : ''}`
  return c.html(await layout(context, { title: t('ratesTitle'), body }), sent ? 422 : 200)
}

export async function changeRates(context: Context): Promise<Response> {
  const { api, t } = context
  const form = await readForm(context)
  const text = (name: keyof Values) => form.get(name)?.trim() ?? ''
  const rate = text('rate').replace(',', '.').replaceAll(/\s/gu, '')
  const values = { base: text('base'), currency: text('currency'), rate }
  // The API names both currencies alike: which one it refuses depends on the operation.
  const base = await refusable(setBase(context, values), [404, 422])
  if (base.refusal)
    return await showRates(context, { values, refusal: base.refusal, isOfBase: true })
  const { refusal } = await refusable(setRate(context, values), [404, 422])
  if (refusal) return await showRates(context, { values, refusal, isOfBase: false })
  const { currency } = await api.call('listTeamRates', {})
  return goTo(context, '/lists?campaign=true', t('ratesStored', { currency: currency ?? '' }))
}

/** Stores the team's currency if it is another one; without any the API refuses it at its field. */
async function setBase({ api }: Context, { base }: Values): Promise<void> {
  const before = await api.call('listTeamRates', {})
  if (base !== before.currency) await api.call('setTeamCurrency', { body: { currency: base } })
}

/** Stores a rate if one was entered. */
async function setRate({ api }: Context, { currency, rate }: Values): Promise<void> {
  if (currency === '' && rate === '') return
  await api.call('setTeamRate', { params: { currency }, body: { rate } })
}
