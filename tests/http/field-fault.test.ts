import { expect, test } from 'vitest'
import { z } from 'zod'
import { FAULT_CODES } from '../../src/base/fault-codes.ts'
import { faultText } from '../../src/console/words/faults.ts'
import { faultOf } from '../../src/http/field-fault.ts'
import { oneLine } from '../../src/http/field-schemas.ts'
import { MoneyInput } from '../../src/http/money.ts'

const Body = z.strictObject({
  name: z.string().min(1).max(5),
  age: z.number().min(18).max(99).optional(),
  tags: z.array(z.string()).min(1).max(2).optional(),
  role: z.enum(['admin', 'viewer']).optional(),
  at: z.iso.datetime().optional(),
  id: z.uuid().optional(),
  price: MoneyInput.optional(),
  label: oneLine(5).optional(),
  code: z.string().regex(/^x/, 'expected an x').optional(),
})

test.for([
  [{}, 'required', undefined, 'Это поле нужно заполнить.'],
  [{ name: '' }, 'required', undefined, 'Это поле нужно заполнить.'],
  [{ name: 'longer' }, 'too_long', { max: 5 }, 'Не больше 5 знаков.'],
  [{ name: 1 }, 'not_a_text', undefined, 'Введите текст.'],
  [{ name: 'a', age: 'x' }, 'not_a_number', undefined, 'Введите число.'],
  [{ name: 'a', age: 4 }, 'too_low', { min: 18 }, 'Не меньше 18.'],
  [{ name: 'a', age: 400 }, 'too_high', { max: 99 }, 'Не больше 99.'],
  [{ name: 'a', tags: ['a', 'b', 'c'] }, 'too_many', { max: 2 }, 'Не больше 2 записей.'],
  [{ name: 'a', tags: [] }, 'too_few', { min: 1 }, 'Не меньше 1 записи.'],
  [{ name: 'a', role: 'king' }, 'unknown_value', undefined, 'gramd не знает такого значения.'],
  [{ name: 'a', at: 'noon' }, 'not_a_time', undefined, 'Введите время'],
  [{ name: 'a', id: 'x' }, 'not_an_id', undefined, 'Это не идентификатор.'],
  [{ name: 'a', price: 'ten' }, 'not_an_amount', undefined, 'Введите число'],
  [
    { name: 'a', label: 'a\nb' },
    'not_a_line',
    { max: 5 },
    'Нужна одна строка, не длиннее 5 знаков.',
  ],
  [
    { name: 'a', code: 'y' },
    'wrong_format',
    undefined,
    'gramd не принимает это значение: expected an x',
  ],
] as const)('%j is %s', ([body, code, limits, russian]) => {
  const [issue] = Body.safeParse(body).error?.issues ?? []
  if (!issue) throw new Error('expected a fault')
  const fault = faultOf(issue, 'json')

  expect(fault).toMatchObject({ code, ...(limits && { limits }) })
  const shown = { field: 'name', reason: fault.reason, code, limits: fault.limits }
  expect(faultText('ru', shown)).toContain(russian)
})

test('each code has a text of its own in every language, without the English reason', () => {
  const texts = (['ru', 'kk'] as const).flatMap((language) =>
    FAULT_CODES.map((code) =>
      faultText(language, {
        field: 'name',
        code,
        reason: 'the reason',
        limits: { max: 2, min: 1 },
      }),
    ),
  )
  expect(
    texts.filter((text) => text.includes('reason') || !/\p{Script=Cyrillic}/u.test(text)),
  ).toEqual([])
})
