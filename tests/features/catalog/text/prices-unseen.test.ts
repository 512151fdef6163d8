import { describe, expect, test } from 'vitest'
import { written } from './written.ts'

describe('captions that were written after the rules', () => {
  test.for<[string, string, string]>([
    ['Ladies handbags ☑️ 3in1 set ☑️ Ksh2,800', 'KES', 'price 2800.00 KES'],
    [
      'Air Force 1 restocked ✅ sizes 37 to 45 ✅ 2,800 ✅ free delivery CBD',
      'KES',
      'price 2800.00 (KES)',
    ],
    [
      'Weekend offer‼️ Buy any two dresses at 3500/= (usual price 2200 each)',
      'KES',
      'bundle2 3500.00 (KES) | was 2200.00 (KES)',
    ],
    [
      'Mattress 5x6x8 medium density 9,500. High density 12,500',
      'KES',
      'price 9500.00 (KES) | price 12500.00 (KES)',
    ],
    ['TV 43" smart, Ksh. 24,999/- only!', 'KES', 'price 24999.00 KES'],
    ['Nivea lotion 400ml@650', 'KES', 'price 650.00 (KES)'],
    ['Braids from as low as 1k', 'KES', 'from 1000.00 (KES)'],
    ['Sofa bed — 35K (was 42K)', 'KES', 'price 35000.00 (KES) | was 42000.00 (KES)'],
    [
      'Kids shoes 👟 sz 22-30 @ KSh 1,100; sz 31-36 @ KSh 1,300',
      'KES',
      'price 1100.00 KES | price 1300.00 KES',
    ],
    ['Price: 1500ksh | Location: Moi Avenue, Bazaar Plaza rm 508', 'KES', 'price 1500.00 KES'],
    ['Laptop HP 840 G3 core i5 8/256 at 28k', 'KES', 'price 28000.00 (KES)'],
    [
      'Hoodies 1200 bob each. Orders above 5 pieces @1000',
      'KES',
      'each 1200.00 KES | price 1000.00 (KES)',
    ],
    ['Viti vya plastiki shs 650 kila moja', 'KES', 'each 650.00 KES'],
    ['Unga kilo mbili 180 bob', 'KES', 'price 180.00 KES'],
    ['Simu mpya Tecno Spark 20, bei 14,500 pekee', 'KES', 'price 14500.00 (KES)'],
    ['Blazer kali hii ni ngiri na soo tano', 'KES', 'price 1500.00 (KES)'],
    ['Ofa! Gauni 2 kwa 45,000/=', 'TZS', 'bundle2 45000.00 (TZS)'],
    ['Dress ya harusi, Tshs 350,000/=', 'TZS', 'price 350000.00 TZS'],
    ['Shoes @UGX85,000', 'UGX', 'price 85000 UGX'],
    ['Suits 250k ugx', 'UGX', 'price 250000 UGX'],
    ['Пальто женское осень 2025, 42-54, 39 900 тг', 'KZT', 'price 39900.00 KZT'],
    ['Комбинезон 3-6 мес, 6-9 мес 7 500 тг', 'KZT', 'price 7500.00 KZT'],
    ['Все по 5000 тг!!!', 'KZT', 'price 5000.00 KZT'],
    ['Серьги серебро 925 пробы, 8900₸', 'KZT', 'price 8900.00 KZT'],
    ['-40% на всё, платье теперь 9 540 тг', 'KZT', 'now 9540.00 KZT'],
    ['Цена до скидки 15 000, после 11 000 тг', 'KZT', 'was 15000.00 (KZT) | now 11000.00 KZT'],
    ['Куртка 24990тг. Kaspi Red 3 мес', 'KZT', 'price 24990.00 KZT'],
    ['Екі көйлек 12 000 теңге', 'KZT', 'price 12000.00 KZT'],
    ['Балаларға арналған аяқ киім 25-32 өлшем, 6 500 тг', 'KZT', 'price 6500.00 KZT'],
    ['Торты на заказ от 7000 тг/кг', 'KZT', 'from 7000.00 KZT'],
    [
      'Футболка оверсайз - 3 990 тенге (вместо 5 990)',
      'KZT',
      'price 3990.00 KZT | was 5990.00 (KZT)',
    ],
    ['Мы открылись! Абая 52, с 10:00 до 21:00', 'KZT', ''],
    ['Розыгрыш 50 000 тг среди подписчиков', 'KZT', ''],
    ['Маникюр 4000, педикюр 5000, запись в директ', 'KZT', ''],
    ['Bluetooth speaker 10W, 2000mAh. R349.99', 'ZAR', 'price 349.99 ZAR'],
    ['Only $9.99/month, cancel anytime', 'USD', ''],
    ['Sneakers €89,- statt €120,-', 'EUR', 'price 89.00 EUR | was 120.00 EUR'],
    ['2 for £10 or £6 each', 'GBP', 'bundle2 10.00 GBP | each 6.00 GBP'],
    ['Serum ₹399 (MRP ₹599)', 'INR', 'price 399.00 INR | was 599.00 INR'],
    ['Order above ₦50,000 gets 10% off', 'NGN', ''],
    ['Class of 100 students graduated today', 'KES', ''],
    ['Use my code JANE15 to get 15% off', 'KES', ''],
    ['5 tips to style a 2-piece suit', 'KES', ''],
    ['Open Monday to Saturday 0800hrs to 1900hrs', 'KES', ''],
    ['We have served over 3,500 clients since 2018', 'KES', ''],
    ['Booking deposit 500 required', 'KES', ''],
    ['Ksh 1,499 each (min order 3 pieces)', 'KES', 'each 1499.00 KES'],
    ['Parcel to Mombasa costs 350 by bus', 'KES', 'price 350.00 (KES)'],
    ['Perfume 100ml 2200, 50ml 1400', 'KES', ''],
  ])('%j in %s', ([caption, store, expected]) => {
    expect(written(caption, store)).toBe(expected)
  })
})

describe('captions that no rule decides, and how they are read', () => {
  test.for<[string, string]>([
    // Models and prices look alike without a word of price.
    ['Leather bag 2500', ''],
    ['New Balance 2002', ''],
    ['Perfume 100ml 2200, 50ml 1400', ''],
    ['Маникюр 4000, педикюр 5000', ''],
    // Ranges of anything.
    ['Numbers from 100 to 1000', 'range_low 100.00 (KES) | range_high 1000.00 (KES)'],
    // Two sizes' prices or one grouped number.
    ['Ksh 500 700', 'price 500700.00 KES'],
    // The list price may be all that there is.
    ['MRP 599', 'was 599.00 (KES)'],
  ])('%j', ([caption, expected]) => {
    expect(written(caption, 'KES')).toBe(expected)
  })
})
