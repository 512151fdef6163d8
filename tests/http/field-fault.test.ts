import { globSync, readFileSync } from 'node:fs'
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
  [{ name: 'a', code: 'y' }, 'wrong_format', undefined, 'Значение записано не так, как нужно.'],
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

/** What refuses headers, cursors, addresses and the syntax of a body, and repeats a whole refusal. */
const WITHOUT_TEXT = [
  'src/base/fault-codes.ts',
  'src/console/words/faults.ts',
  'src/features/accounts/operations/import.ts',
  'src/features/catalog/products/fitting-change.ts',
  'src/features/erase/operations/erasures.ts',
  'src/features/publishing/posts/operations/captions.ts',
  'src/features/relations/operations/events.ts',
  'src/http/app.ts',
  'src/http/body/multipart.ts',
  'src/http/body/read.ts',
  'src/http/errors.ts',
  'src/http/idempotency.ts',
  'src/http/operations/version.ts',
  'src/http/pagination.ts',
  'src/http/problem.ts',
  'src/http/streams/event-cursor.ts',
  'src/mcp/index.ts',
  'src/queue/new-task.ts',
]

test('only faults that no form can make have the code without a text', () => {
  const files = globSync('src/**/*.ts').filter((file) =>
    readFileSync(file, 'utf8').includes('not_accepted'),
  )
  expect(files.toSorted()).toEqual(WITHOUT_TEXT)
})

test('pages give no reason of the API as it is', () => {
  const files = globSync('src/{console,features/*}/**/*.ts').filter((file) =>
    /problem\.detail|problem\.errors\??\.\[0\]\?*\.reason/.test(readFileSync(file, 'utf8')),
  )
  // Folded under a line of the page's language.
  expect(files.toSorted()).toEqual([
    'src/console/errors.ts',
    'src/console/parts/refused.ts',
    'src/console/user-client.ts',
  ])
})
