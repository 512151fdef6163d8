import { fault } from '../../../http/fault.ts'
import { invalidField } from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { Currency, Rate } from '../campaign-view.ts'
import { storeTeamCurrency, teamCurrency } from '../store/currency.ts'
import { deleteRate, listRates, storeRate } from '../store/rates.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const RateParams = z.strictObject({ currency: Currency })

const RATE = 'expected a number above 0 with at most 12 digits before and after the point'

const rateText = z
  .preprocess(
    (sent) => (typeof sent === 'number' ? String(sent) : sent),
    z
      .string()
      .trim()
      .refine(
        (text) => /^\d{1,12}(?:\.\d{1,12})?$/.test(text) && Number(text) > 0,
        fault('not_an_amount', RATE),
      ),
  )
  .openapi({ type: ['string', 'number'], example: '520' })

const Money = z
  .object({ currency: z.string().nullable(), rates: z.array(Rate) })
  .openapi('TeamMoney')

/** The currency in which the team counts, and the rates that it enters. */
export const moneyOperations = {
  listTeamRates: operation.get({
    path: '/api/campaign-rates',
    tags: ['campaigns'],
    access: 'lists:read',
    summary: "The team's currency, and the rates that were entered",
    answer: Money,
    success: 'The rates',
    run: async (_, { db }) => ({
      currency: await teamCurrency(db),
      rates: await listRates(db),
    }),
  }),

  setTeamCurrency: operation.act({
    method: 'put',
    path: '/api/campaigns/currency',
    access: 'lists:write',
    summary: 'Choose the currency in which the team counts',
    body: z.strictObject({ currency: Currency }).openapi('TeamCurrency'),
    answer: Money,
    success: 'The currency, and the rates',
    async run({ body: { currency } }, { db }, { principal }) {
      await storeTeamCurrency(db, currency, principal.user?.id ?? null)
      return { currency, rates: await listRates(db) }
    },
  }),

  setTeamRate: operation.act({
    method: 'put',
    path: '/api/campaign-rates/{currency}',
    tags: ['campaigns'],
    access: 'lists:write',
    summary: 'Enter the rate of a currency',
    params: RateParams,
    body: z
      .strictObject({
        rate: rateText.openapi({
          description: 'One unit of the currency is so many units of `base_currency`',
        }),
        base_currency: Currency.optional().openapi({
          type: 'string',
          description: "The team's currency without it",
        }),
        entered_on: z.iso.date('expected a day, such as 2026-11-03').optional().openapi({
          description: 'The day that the rate is of; today without it',
        }),
      })
      .openapi('TeamRateChange'),
    answer: Money,
    success: 'The currency, and the rates',
    async run({ params: { currency }, body }, { db }, { principal }) {
      const base = body.base_currency ?? (await teamCurrency(db))
      if (base === null)
        throw invalidField('base_currency', "is missing: the team's currency is not set", {
          code: 'no_team_currency',
        })
      if (base === currency)
        throw invalidField('base_currency', 'is the currency itself', { code: 'same_currency' })
      await storeRate(
        db,
        { currency, base_currency: base, rate: body.rate, entered_on: body.entered_on ?? null },
        principal.user?.id ?? null,
      )
      return { currency: await teamCurrency(db), rates: await listRates(db) }
    },
  }),

  removeTeamRate: operation.remove({
    path: '/api/campaign-rates/{currency}',
    tags: ['campaigns'],
    access: 'lists:write',
    summary: "Remove the rate of a currency to the team's",
    params: RateParams,
    query: z.strictObject({ base_currency: Currency.optional() }),
    refusals: { 404: 'No such rate' },
    async run({ params: { currency }, query }, { db }) {
      await deleteRate(db, currency, query.base_currency ?? (await teamCurrency(db)) ?? '')
    },
  }),
}
