import { describe, expect, test } from 'vitest'
import { written } from './written.ts'

describe('prices in the currencies of the world', () => {
  test.for<[string, string]>([
    ['Silver ring $20', 'price 20.00 USD'],
    ['USD 20', 'price 20.00 USD'],
    ['20$', 'price 20.00 USD'],
    ['20$ 30$', 'price 20.00 USD | price 30.00 USD'],
    ['US$1,299.99 free shipping', 'price 1299.99 USD'],
    ['$45.50 each or 2 for $80', 'each 45.50 USD | bundle2 80.00 USD'],
    ['20 dollars', 'price 20.00 USD'],
    ['₦25,000', 'price 25000.00 NGN'],
    ['NGN 12,500 only', 'price 12500.00 NGN'],
    ['Price: 15,000 naira', 'price 15000.00 NGN'],
    ['GHS 150', 'price 150.00 GHS'],
    ['GH₵ 250.00', 'price 250.00 GHS'],
    ['80 cedis each', 'each 80.00 GHS'],
    ['ZAR 450', 'price 450.00 ZAR'],
    ['₹1,00,000', 'price 100000.00 INR'],
    ['Rs. 1,499/-', 'price 1499.00 INR'],
    ['INR 2,500', 'price 2500.00 INR'],
    ['€49,90', 'price 49.90 EUR'],
    ['49,90 €', 'price 49.90 EUR'],
    ['1.299,00 EUR', 'price 1299.00 EUR'],
    ['£15', 'price 15.00 GBP'],
    ['was £40 now £25', 'was 40.00 GBP | now 25.00 GBP'],
    ['AED 199', 'price 199.00 AED'],
    ['199 dhs', 'price 199.00 AED'],
    ['RWF 15,000', 'price 15000 RWF'],
    ['2,500 birr', 'price 2500.00 ETB'],
    ["CHF 1'250.00", 'price 1250.00 CHF'],
    ['850 грн', 'price 850.00 UAH'],
    ['1.250 TL', 'price 1250.00 TRY'],
    ['السعر ١٥٠ $', 'price 150.00 USD'],
    ['$0.99', 'price 0.99 USD'],
    ['KZT 12000', 'price 12000.00 KZT'],
    ['UZS 250 000', 'price 250000.00 UZS'],
  ])('%j', ([caption, expected]) => {
    expect(written(caption, 'KES')).toBe(expected)
  })

  test('a sign that several currencies share is read as that of the store, if it is one of them', () => {
    expect(written('$20', 'CAD')).toBe('price 20.00 CAD')
    expect(written('Rs 2,500', 'PKR')).toBe('price 2500.00 PKR')
    expect(written('N5,000', 'NGN')).toBe('price 5000.00 NGN')
    expect(written('R250', 'ZAR')).toBe('price 250.00 ZAR')
    expect(written('Now R1 299, was R1 799', 'ZAR')).toBe('now 1299.00 ZAR | was 1799.00 ZAR')
    expect(written('1500 р', 'BYN')).toBe('price 1500.00 BYN')
  })
})
