import { expect, test } from 'vitest'
import { formatsOf } from '../../src/console/formats.ts'
import { zoneName } from '../../src/console/parts/zone-name.ts'

test.for([
  ['12.500', 'KWD', '12.500'],
  ['25000.750', 'IQD', '25,000.750'],
  ['25000.000', 'IQD', '25,000'],
  ['680', 'JPY', '680'],
  ['45000', 'UGX', '45,000'],
  ['149.90', 'KES', '149.90'],
  ['99000.50', 'IDR', '99,000.50'],
] as const)('%s %s is shown with the decimals of its currency', ([amount, currency, shown]) => {
  const text = formatsOf('en', 'UTC').amount(amount, currency)
  expect(text.replace(/^[^\d]+/u, '')).toBe(shown)
})

test.for([
  [0, '$0.00', '$0.00'],
  [0.00004, '< $0.01', '$0.01'],
  [0.0099, '< $0.01', '$0.01'],
  [0.07, '$0.07', '$0.07'],
  [1.2301, '$1.23', '$1.24'],
] as const)('%d dollars are %s, and at most %s', ([usd, spent, atMost]) => {
  const { money, moneyAtMost } = formatsOf('en', 'UTC')
  expect([money(usd), moneyAtMost(usd)]).toEqual([spent, atMost])
})

test.for([
  ['en', 'Today', 'Yesterday', '25 Nov 2026'],
  ['ru', 'Сегодня', 'Вчера', '25 нояб. 2026 г.'],
  ['kk', 'Бүгін', 'Кеше', '2026 ж. 25 қар.'],
] as const)('days near now have words in %s, in the zone of the page', ([language, ...words]) => {
  const { recentDay } = formatsOf(language, 'Asia/Almaty')
  const now = new Date('2026-11-27T20:00:00Z')
  const days = ['2026-11-27T19:30:00Z', '2026-11-27T18:30:00Z', '2026-11-25T12:00:00Z']
  expect(days.map((iso) => recentDay(new Date(iso), now))).toEqual(words)
})

test.for([
  ['en', 'Asia/Almaty', 'Almaty (UTC+5)'],
  ['ru', 'Asia/Almaty', 'Алматы (UTC+5)'],
  ['kk', 'America/St_Johns', 'St Johns (UTC−3:30)'],
  ['en', 'Etc/GMT+5', 'UTC−5'],
  ['ru', 'UTC', 'UTC'],
] as const)('in %s the zone %s is called %s', ([language, zone, name]) => {
  expect(zoneName(language, zone, new Date('2026-11-27T20:00:00Z'))).toBe(name)
})
