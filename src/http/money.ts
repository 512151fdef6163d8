import { MONEY } from '../base/currency.ts'
import { z } from './router.ts'

const EXPECTED = 'expected an amount with as many decimals as its currency has, as in 2500.00'

const FORM = { pattern: MONEY.source, minimum: 0, example: '2500.00' } as const

/** A number as the text that it has in JSON; one that has no such text stays wrong. */
const textOf = (sent: unknown): unknown => (typeof sent === 'number' ? String(sent) : sent)

/**
 * An amount of money in a request, as text or as a number: '12.50' and 12.5 are the same. It is read as
 * decimal text, because fractions of floating point are inexact; `moneyIn` gives it the digits of its currency.
 * Every request that has money in it uses this; tests/openapi/money.test.ts compares the document with it.
 */
export const MoneyInput = z
  .preprocess(
    textOf,
    z
      .string()
      .trim()
      .refine((text) => MONEY.test(text), { error: EXPECTED, params: { code: 'not_an_amount' } }),
  )
  .openapi({ type: ['string', 'number'], ...FORM }) as z.ZodType<string, string | number>

/** The same where there may be none. */
export const OptionalMoneyInput = MoneyInput.nullable().openapi({
  type: ['string', 'number', 'null'],
  ...FORM,
})
