import { fault } from './fault.ts'
import { MONEY } from '../base/currency.ts'
import { z } from './router.ts'

const EXPECTED = 'expected an amount with as many decimals as its currency has, as in 2500.00'

const FORM = { pattern: MONEY.source, minimum: 0, example: '2500.00' } as const

/** Returns a number as its JSON text; a value without one stays invalid. */
const textOf = (sent: unknown): unknown => (typeof sent === 'number' ? String(sent) : sent)

/**
 * An amount of money in a request, as text or as a number: '12.50' and 12.5 are equal. It is parsed
 * as decimal text, because binary fractions are inexact; `moneyIn` rounds to the digits of its
 * currency. Every request with money uses this schema; tests/openapi/money.test.ts compares the
 * document with it.
 */
export const MoneyInput = z
  .preprocess(
    textOf,
    z
      .string()
      .trim()
      .refine((text) => MONEY.test(text), fault('not_an_amount', EXPECTED)),
  )
  .openapi({ type: ['string', 'number'], ...FORM }) as z.ZodType<string, string | number>

/** An amount of money, or null. */
export const OptionalMoneyInput = MoneyInput.nullable().openapi({
  type: ['string', 'number', 'null'],
  ...FORM,
})
