import { describe, expect, test } from 'vitest'
import { written } from './written.ts'

describe('whole captions, as shops write them', () => {
  test.for<[string, string, string]>([
    [
      '✨RESTOCKED✨\nSatin maxi dresses 😍\nSizes 8-16\n💰 Ksh 2,300\n📍Shop B12, Starmall, Tom Mboya St\n📞0798 123 456\nCountrywide delivery 🚚',
      'KES',
      'price 2300.00 KES',
    ],
    [
      'Nike Dunk Low 🔥🔥\nSize 36-45\nPrice @3500\nCall or WhatsApp 0711 000 222\n#nairobisneakers #254',
      'KES',
      'price 3500.00 (KES)',
    ],
    [
      'MENS OFFICIAL SHIRTS\n1 for 900\n3 for 2400\nTill 5412378\nPay after delivery within Nairobi',
      'KES',
      'price 900.00 (KES) | bundle3 2400.00 (KES)',
    ],
    [
      'Vitamin C serum 30ml\nWas 1,850/= NOW 1,450/=\nOffer valid until 15th August',
      'KES',
      'was 1850.00 (KES) | now 1450.00 (KES)',
    ],
    [
      'Samsung A14 4/128GB\nBrand new sealed, 1 year warranty\nKES 17,499\nIvory Lounge, 3rd floor, shop 312',
      'KES',
      'price 17499.00 KES',
    ],
    [
      'Lunch menu 🍛\nPilau beef 350\nChapati 30\nBiryani 450\nOrders before 11am',
      'KES',
      'price 350.00 (KES) | price 30.00 (KES) | price 450.00 (KES)',
    ],
    ['Thrift haul 😭 everything at 250 bob 🛍', 'KES', 'price 250.00 KES'],
    ['Knotless braids\nSmall 4500\nMedium 3500\nBook your slot: 0700 111 222', 'KES', ''],
    [
      'Gas cylinder 6kg refill 1,150 | 13kg refill 2,400',
      'KES',
      'price 1150.00 (KES) | price 2400.00 (KES)',
    ],
    [
      'Baby cot 🍼 negotiable from 12k, 10k last price',
      'KES',
      'from 12000.00 (KES) | price 10000.00 (KES)',
    ],
    ['Kitenge mpya, mita 6 kwa 1,800/=', 'KES', 'price 1800.00 (KES)'],
    ['Viatu vya wanaume size 39-44, bei 2,000/= tu. Piga 0755123456', 'TZS', 'price 2000.00 (TZS)'],
    ['Sketi 15,000/= blauzi 12,000/=', 'TZS', 'price 15000.00 (TZS) | price 12000.00 (TZS)'],
    [
      'Airfryer 5L 1500W, sasa ni 8,999 badala ya 12,999',
      'KES',
      'now 8999.00 (KES) | was 12999.00 (KES)',
    ],
    ['Fam, hii jacket ni 2.5k, njoo inbox 🧥', 'KES', 'price 2500.00 (KES)'],
    [
      'Mzigo mpya! Tees 3 soo, hoodies thao mbili',
      'KES',
      'price 300.00 (KES) | price 2000.00 (KES)',
    ],
    [
      'Cake ya birthday 1kg @2200, 2kg @3800 🎂',
      'KES',
      'price 2200.00 (KES) | price 3800.00 (KES)',
    ],
    [
      'Платье «Айгерим» 🌸\nТкань: хлопок 100%\nРазмеры: 42, 44, 46, 48\nЦена: 18 900 ₸\nДоставка по РК от 1 500 ₸\nWhatsApp: +7 (707) 555-12-34',
      'KZT',
      'price 18900.00 KZT',
    ],
    [
      'Кроссовки 36-41 р-р\n22.000 тг вместо 28.000 тг 🔥',
      'KZT',
      'price 22000.00 KZT | was 28000.00 KZT',
    ],
    [
      'Набор 6 предметов, 24 см сковорода, 19990₸ рассрочка на 3 месяца',
      'KZT',
      'price 19990.00 KZT',
    ],
    ['Рассрочка 0-0-12, 8 333 тг в месяц', 'KZT', ''],
    [
      'Жаңа коллекция! Көйлек 42-50 өлшем. Бағасы 13 000 тг. Тапсырыс: 8 775 123 45 67',
      'KZT',
      'price 13000.00 KZT',
    ],
    [
      'Самса 350тг, плов 1500тг, чай 200тг',
      'KZT',
      'price 350.00 KZT | price 1500.00 KZT | price 200.00 KZT',
    ],
    ['Стрижка от 3000, окрашивание от 12 000 тг', 'KZT', 'from 3000.00 (KZT) | from 12000.00 KZT'],
    [
      'Роза 60 см — 800 тг/шт\nБукет 25 роз — 18 000 тг',
      'KZT',
      'each 800.00 KZT | price 18000.00 KZT',
    ],
    [
      'Худи оверсайз 2 990₽ (было 4 500₽). Артикул 18273645',
      'RUB',
      'price 2990.00 RUB | was 4500.00 RUB',
    ],
    ['Отправка СДЭК 350 руб, цена кардигана 3200 руб', 'RUB', 'price 3200.00 RUB'],
    [
      'Шапка - 890 р, шарф - 1190 р, комплект - 1900 р',
      'RUB',
      'price 890.00 RUB | price 1190.00 RUB | price 1900.00 RUB',
    ],
    ['Gold plated hoops, 18k, £24.99 with free UK delivery', 'GBP', 'price 24.99 GBP'],
    ['Vintage Levis 501 W32 L34 €45', 'EUR', 'price 45.00 EUR'],
    [
      'Ankara gown ₦18,500 (sizes 8-18). Nationwide delivery from ₦2,500',
      'NGN',
      'price 18500.00 NGN',
    ],
    ['Human hair bob wig 12 inches 45k', 'NGN', 'price 45000.00 (NGN)'],
    ['Kurti set ₹899 only, COD ₹50 extra', 'INR', 'price 899.00 INR'],
    ['Saree Rs.1250/- free shipping above Rs.999', 'INR', 'price 1250.00 INR'],
    ['Couch 3+2+1 R8 999, excl. delivery', 'ZAR', 'price 8999.00 ZAR'],
    [
      'Giveaway time! 🎁 We hit 20k, tag 3 friends to win a KES 5,000 voucher. Ends 30/11',
      'KES',
      '',
    ],
    [
      'Hiring! Shop attendant, salary 18,000 - 22,000 per month. Send CV to jobs@shop.co.ke',
      'KES',
      '',
    ],
    ['Shop now closed for Eid, back on 12th April 2026 at 9am', 'KES', ''],
    ['New size chart: 8=36, 10=38, 12=40 inches bust', 'KES', ''],
    ['Flight KQ 101 arrives 18:45, gate 12', 'KES', ''],
    ['Kilimani 2 bedroom, 1200 sq ft, 3rd floor', 'KES', ''],
    ['Throwback to 2019 when we started with 5000 followers and 1 machine', 'KES', ''],
  ])('%j in %s', ([caption, store, expected]) => {
    expect(written(caption, store)).toBe(expected)
  })
})
