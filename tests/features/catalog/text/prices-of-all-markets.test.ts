import { describe, expect, test } from 'vitest'
import { readPrices } from '../../../../src/features/catalog/text/prices.ts'
import { written } from './written.ts'

const none = (caption: string, store = 'KES') => [caption, store, ''] as const

describe.for<[string, readonly (readonly [caption: string, store: string, expected: string])[]]>([
  [
    'a fee or discount word leaves the price of what is sold beside it',
    [
      ['Discount shoes Ksh 3,000', 'KES', 'price 3000.00 KES'],
      ['Deposit box Ksh 4,500', 'KES', 'price 4500.00 KES'],
      ['Ksh 2,700 off-white blazer', 'KES', 'price 2700.00 KES'],
      ['Доставка есть, сапоги 12 000 тг', 'KZT', 'price 12000.00 KZT'],
      ['Доставка по городу сапоги 12 000 тг', 'KZT', 'price 12000.00 KZT'],
      ['Сапоги 12 000 тг доставка по городу', 'KZT', 'price 12000.00 KZT'],
      ['送料込み3,000円', 'JPY', 'price 3000 JPY'],
    ],
  ],
  [
    "a fee's own amount is no price",
    [
      none('Ksh 2,000 discount'),
      none('Delivery to Kisumu town Ksh 350'),
      none('Delivery: Ksh 200 Nairobi, Ksh 400 upcountry'),
      none('Above Ksh 3,000 delivery is free'),
      none('2 000 тг — доставка', 'KZT'),
      none('Доставка Яндекс 1500 тг', 'KZT'),
      none('Бесплатная доставка при заказе от 15 000 тг', 'KZT'),
      none('Livraison gratuite dès 400 dh', 'MAD'),
      none('التوصيل لجميع المدن 40 درهم', 'MAD'),
      none('500 TL üzeri alışverişlerde kargo bedava', 'TRY'),
      none('Ongkir ke Bandung Rp12.000', 'IDR'),
      none('3,000円以上お買い上げで送料無料', 'JPY'),
      none('Kapıda ödeme +20 TL', 'TRY'),
    ],
  ],
  [
    'a hyphen or letter before digits is a name, a model or a phone',
    [
      none('Nokia G-42 and HP-1102 in stock'),
      none('JBL Flip-650 bluetooth'),
      none('Ref AB-4500'),
      none('(21) 9 8888-1234', 'BRL'),
      ['Dress - 2500', 'KES', 'price 2500.00 (KES)'],
      ['Price-2500', 'KES', 'price 2500.00 (KES)'],
    ],
  ],
  [
    'a letter is a currency in a store of that currency alone',
    [
      ['15000т', 'KZT', 'price 15000.00 KZT'],
      none('15000т'),
      ['#5,000', 'NGN', 'price 5000.00 NGN'],
      none('#5,000'),
      none('Canon EOS R50'),
      ['1500с', 'KGS', 'price 1500.00 KGS'],
    ],
  ],
  [
    'a code that is also a word is a word, unless it names the only amount in capitals',
    [
      none('Shampoo gel 500'),
      none('rs 500'),
      none('Mad 250 vibes'),
      ['GEL 400', 'KES', 'price 400.00 GEL'],
      ['Price USD 20', 'KES', 'price 20.00 USD'],
      ['AMD 3600 desktop Ksh 42,000', 'KES', 'price 42000.00 KES'],
      ['Castor GEL 120ml 450/=', 'KES', 'price 450.00 (KES)'],
    ],
  ],
  [
    'decimals are those of the currency',
    [
      ['KD 12.500', 'KWD', 'price 12.500 KWD'],
      ['BD 8.500', 'BHD', 'price 8.500 BHD'],
      ['OMR 3.200', 'OMR', 'price 3.200 OMR'],
      ['JOD 15.500', 'KES', 'price 15.500 JOD'],
      ['89,900 DT', 'TND', 'price 89.900 TND'],
      ['KD 1,250.750', 'KWD', 'price 1250.750 KWD'],
      ['25,000 IQD', 'IQD', 'price 25000.000 IQD'],
      ['680円', 'JPY', 'price 680 JPY'],
      ['₩25,000', 'KRW', 'price 25000 KRW'],
      ['UGX 35,000', 'UGX', 'price 35000 UGX'],
    ],
  ],
  [
    'sizes are no money',
    [
      none('р.48', 'RUB'),
      none('р. 46-48, ОГ 104, ОТ 88', 'KZT'),
      none('рост 164-170 р.46', 'RUB'),
      ['р.44-46, цена 2800', 'RUB', 'price 2800.00 (RUB)'],
      ['450 р', 'RUB', 'price 450.00 RUB'],
    ],
  ],
  [
    'other notations are read',
    [
      ['19€99', 'EUR', 'price 19.99 EUR'],
      ['49$99', 'USD', 'price 49.99 USD'],
      ['IDR 2,5jt', 'IDR', 'price 2500000.00 IDR'],
      ['Rp 75rb', 'IDR', 'price 75000.00 IDR'],
      ['RM25.90', 'KES', 'price 25.90 MYR'],
      ['1.5万円', 'JPY', 'price 15000 JPY'],
      ['₹2.5 lakh', 'INR', 'price 250000.00 INR'],
    ],
  ],
  [
    'instalments are no price, and old prices are told from new ones',
    [
      none('10x R$ 19,90', 'BRL'),
      none('4 payments of $12.50', 'USD'),
      none('6 taksit 250 TL', 'TRY'),
      none('По 990 ₽/мес', 'RUB'),
      ['1.200 TL yerine 899 TL', 'TRY', 'was 1200.00 TRY | now 899.00 TRY'],
      ['De R$ 89,90 por R$ 59,90', 'BRL', 'was 89.90 BRL | now 59.90 BRL'],
      ['8000 тг орнына 5000 тг', 'KZT', 'was 8000.00 KZT | now 5000.00 KZT'],
      ['Dari Rp90.000 jadi Rp70.000', 'IDR', 'was 90000.00 IDR | now 70000.00 IDR'],
    ],
  ],
  [
    'counters are no price',
    [
      none('zapis 2.300 ❤', 'BRL'),
      none('Views 12,000'),
      none('👁 2,300'),
      none('15 000 просмотров', 'RUB'),
      none('10.000 takipçi', 'TRY'),
    ],
  ],
])('%s', ([, captions]) => {
  test.for(captions)('%j in %s', ([caption, store, expected]) => {
    expect(written(caption, store)).toBe(expected)
  })
})

describe('a currency that several countries name so', () => {
  test.for<[string, string, string | null, string]>([
    ['السعر : ١٥٥٠ ريال', 'KES', null, 'SAR QAR OMR YER'],
    ['السعر 12 ريال', 'OMR', 'OMR', ''],
    ['السعر 250 درهم', 'KES', null, 'AED MAD'],
    ['250 dh', 'MAD', 'MAD', ''],
    ['22 dinars', 'USD', null, 'KWD BHD JOD IQD TND LYD DZD'],
    ['Rs 2,500', 'NPR', 'NPR', ''],
  ])('%j in a store of %s is %s, or one of: %s', ([caption, currency, read, possible]) => {
    const [price] = readPrices(caption, { currency })
    expect([price?.currency, price?.possibleCurrencies.join(' '), price?.isCurrencyNamed]).toEqual([
      read,
      possible,
      true,
    ])
  })
})
