import { describe, expect, test } from 'vitest'
import { checkEvidence } from '../../../../src/features/catalog/text/evidence.ts'

type Value = string | number

const check = (field: 'price' | 'text', caption: string, value: Value, quote: string) =>
  checkEvidence({
    caption,
    pictures: 3,
    value,
    evidence: { kind: 'caption', text: quote },
    field,
    currency: 'KES',
  })

describe('a price with its quotation', () => {
  test.for<[string, Value, string, string]>([
    ['Satin dress KES 2,500 only', 2500, 'KES 2,500', 'KES 2,500'],
    ['Satin dress KES 2,500 only', '2500.00', 'kes 2,500', 'KES 2,500'],
    ['Satin dress KES 2,500 only', '2500', '2,500 only', '2,500 only'],
    ['Going for 2.5k, DM', 2500, 'Going for 2.5k', 'Going for 2.5k'],
    ['was 2000 now 1500', 1500, 'was 2000 now 1500', 'was 2000 now 1500'],
    ['was 2000 now 1500', 2000, 'was 2000', 'was 2000'],
    ['Платье 12\u00a0000 тг', 12000, '12 000 тг', '12\u00a0000 тг'],
    ['Худи 1.990,00 ₽', '1990', '1.990,00 ₽', '1.990,00 ₽'],
    ['Top\n\n  Ksh  800', 800, 'Top Ksh 800', 'Top\n\n  Ksh  800'],
    ['𝐊𝐬𝐡 𝟐,𝟓𝟎𝟎 only', 2500, 'Ksh 2,500', '𝐊𝐬𝐡 𝟐,𝟓𝟎𝟎'],
    ['Leather bag 2500', 2500, 'Leather bag 2500', 'Leather bag 2500'],
    ['3 for 1000', 1000, '3 for 1000', '3 for 1000'],
    ['Bei elfu mbili', 2000, 'elfu mbili', 'elfu mbili'],
    ['Кроссовки 25 тыс тг', 25000, '25 тыс тг', '25 тыс тг'],
    ['Kes 1,500.50', 1500.5, 'Kes 1,500.50', 'Kes 1,500.50'],
    ['Heels 2-3k', 2000, '2-3k', '2-3k'],
    ['Price — 900', 900, '“Price - 900”', 'Price — 900'],
    ['Size 900. Bag 900/=', 900, '900', '900'],
    // Letters beside a number are a doubt about a reading, and none about a quotation.
    ['Costume 15000т', 15000, '15000т', '15000т'],
    ['Юбка 9500тг', 9500, '9500тг', '9500тг'],
    ['マグ 680円', 680, '680円', '680円'],
    ['Skirt #5,000', 5000, '#5,000', '#5,000'],
    ['Kaos Rp150.000', 150000, 'Rp150.000', 'Rp150.000'],
    ['Shoes RM25.90', 25.9, 'RM25.90', 'RM25.90'],
    ['Belt XY750', 750, 'XY750', 'XY750'],
    ['Abaya KD 12.500', '12.500', 'KD 12.500', 'KD 12.500'],
    ['Off shoulder top Ksh 1,850', 1850, 'Ksh 1,850', 'Ksh 1,850'],
  ])('%j: %s stands in %j', ([caption, value, quote, span]) => {
    const answer = check('price', caption, value, quote)
    expect(answer).toEqual({
      holds: true,
      start: expect.any(Number) as number,
      end: expect.any(Number) as number,
    })
    if (answer.holds) expect(caption.slice(answer.start ?? 0, answer.end ?? 0)).toBe(span)
  })

  test.for<[string, Value, string, string]>([
    ['Satin dress KES 2,500', 2500, 'KES 2500 only', 'not_in_caption'],
    ['Satin dress', 2500, 'KES 2,500', 'not_in_caption'],
    ['Satin dress KES 2,500', 2500, '', 'not_in_caption'],
    ['Satin dress KES 2,500', 2500, '   ', 'not_in_caption'],
    ['', 2500, '2500', 'not_in_caption'],
    ['Satin dress KES 2,500', 2500, 'Satin dress', 'number_not_in_span'],
    ['Satin dress KES 2,500', 250, 'KES 2,500', 'number_not_in_span'],
    ['Satin dress KES 2,500', 500, '500', 'number_not_in_span'],
    ['Satin dress KES 2,500', 2, '2', 'number_not_in_span'],
    ['iPhone 13 available', 13, 'iPhone 13', 'number_not_in_span'],
    ['Call 0712 345 678', 712345678, '0712 345 678', 'number_not_in_span'],
    ['Size 40 heels', 40, 'Size 40', 'number_not_in_span'],
    ['30% off', 30, '30% off', 'number_not_in_span'],
    ['Bag. Delivery 200', 200, 'Delivery 200', 'number_not_in_span'],
    ['Perfume 50ml', 50, 'Perfume 50ml', 'number_not_in_span'],
    ['Till 567890', 567890, 'Till 567890', 'number_not_in_span'],
    ['2.5k', 2.5, '2.5k', 'number_not_in_span'],
    ['Fujifilm XT-300 camera', 300, 'XT-300', 'number_not_in_span'],
    ['Abaya KD 12.500', 12500, 'KD 12.500', 'number_not_in_span'],
    ['KES 2,500', 'ask', 'KES 2,500', 'number_not_in_span'],
    ['KES 2,500', -2500, 'KES 2,500', 'number_not_in_span'],
    ['KES 2,500', Number.NaN, 'KES 2,500', 'number_not_in_span'],
  ])('%j: %s does not stand in %j: %s', ([caption, value, quote, why]) => {
    expect(check('price', caption, value, quote)).toEqual({ holds: false, why })
  })
})

describe('a text with its quotation', () => {
  test.for<[string, Value, string]>([
    ['Available in Black and navy blue', 'black', 'Black and navy blue'],
    ['Available in Black and navy blue', 'Navy Blue', 'navy blue'],
    ['Sizes S, M, XL', 'M', 'S, M, XL'],
    ['Sizes S,M,XL', 'XL', 'Sizes S,M,XL'],
    ['Size 38-42', '42', 'Size 38-42'],
    ['Sizes 36,37,38', 37, '36,37,38'],
    ['Цвет: чёрный', 'черный', 'Цвет: чёрный'],
    ['Түсі қызыл, ақ', 'Қызыл', 'Түсі қызыл'],
    ['颜色：黑色和白色', '白色', '黑色和白色'],
    ['128GB / 256GB', '256GB', '256GB'],
    ['Ｓｉｚｅ ＸＬ', 'XL', 'Size XL'],
    ['black/white', 'white', 'black/white'],
  ])('%j: %s stands in %j', ([caption, value, quote]) => {
    expect(check('text', caption, value, quote)).toMatchObject({ holds: true })
  })

  test.for<[string, Value, string, string]>([
    ['Sizes 2XL', 'XL', 'Sizes 2XL', 'value_not_in_span'],
    ['Sizes S, XL', 'L', 'S, XL', 'value_not_in_span'],
    ['Size 38-42', '40', 'Size 38-42', 'value_not_in_span'],
    ['Blackberry jam', 'black', 'Blackberry jam', 'value_not_in_span'],
    ["I'm in love", 'M', "I'm in love", 'value_not_in_span'],
    ['1.5 litres', '5', '1.5 litres', 'value_not_in_span'],
    ['красный шарф', 'красный', 'синий шарф', 'not_in_caption'],
    ['Red dress', 'blue', 'Red dress', 'value_not_in_span'],
    ['Red dress', '', 'Red dress', 'value_not_in_span'],
    ['Red dress', ' ', 'Red dress', 'value_not_in_span'],
    ['Infrared lamp', 'red', 'red', 'value_not_in_span'],
  ])('%j: %s does not stand in %j: %s', ([caption, value, quote, why]) => {
    expect(check('text', caption, value, quote)).toEqual({ holds: false, why })
  })
})

describe('evidence of a picture', () => {
  const ofPicture = (number: number, pictures = 3) =>
    checkEvidence({
      caption: '',
      pictures,
      value: 2500,
      evidence: { kind: 'picture', number },
      field: 'price',
    })

  test.for([1, 3])('number %i exists', (number) => {
    expect(ofPicture(number)).toEqual({ holds: true, start: null, end: null })
  })

  test.for([0, 4, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'number %d does not',
    (number) => {
      expect(ofPicture(number)).toEqual({ holds: false, why: 'no_such_picture' })
    },
  )

  test('of no pictures there is none', () => {
    expect(ofPicture(1, 0)).toEqual({ holds: false, why: 'no_such_picture' })
  })
})

test('a quotation that a long caption repeats is looked for in bounded time', () => {
  const caption = '1 '.repeat(50_000)
  expect(check('price', caption, 7, '1 '.repeat(20_000))).toEqual({
    holds: false,
    why: 'number_not_in_span',
  })
  expect(check('text', 'a'.repeat(100_000), 'a', 'a')).toEqual({
    holds: false,
    why: 'value_not_in_span',
  })
})
