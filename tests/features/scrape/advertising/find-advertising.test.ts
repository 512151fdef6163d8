import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { mentionsOf } from '../../../../src/creators/caption.ts'
import {
  findAdvertising,
  type AdPost,
} from '../../../../src/features/scrape/advertising/find-advertising.ts'

/** A caption with what a careful reader says of it: whether it advertises, and for whom. */
type Labelled = { caption: string; isAd: boolean; brands: readonly string[] }

const LANGUAGES = ['ru', 'kk', 'en'] as const
type Language = (typeof LANGUAGES)[number]
/** Captions that the rules were written with, and captions that they have never been changed for. */
const SETS = ['used', 'unseen'] as const
type SetName = (typeof SETS)[number]

function readCaptions(set: SetName, language: Language): Labelled[] {
  const file = new URL(`captions/${set}-${language}.tsv`, import.meta.url)
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  return lines.map((line) => {
    const [label = '', caption = ''] = line.split('\t')
    if (!/^[+-]/.test(label) || caption === '') throw new Error(`no label: ${line}`)
    const brands = label.slice(1)
    return {
      caption: caption.replaceAll('\\n', '\n'),
      isAd: label.startsWith('+'),
      brands: brands === '' ? [] : brands.split(','),
    }
  })
}

const postOf = (captionText: string, post: Partial<AdPost> = {}): AdPost => ({
  captionText,
  mentions: mentionsOf(captionText),
  sponsors: [],
  isPaidPartnership: null,
  ...post,
})

/** Each caption is read once, however many rows count it. */
const results = new Map<string, ReturnType<typeof findAdvertising>>()

function foundIn(caption: string): ReturnType<typeof findAdvertising> {
  const found = results.has(caption)
    ? (results.get(caption) ?? null)
    : findAdvertising(postOf(caption), 'the.author')
  results.set(caption, found)
  return found
}

/** Found rightly, found wrongly, missed. */
type Counts = { hits: number; false: number; missed: number }

function countsOf(captions: readonly Labelled[]): { ads: Counts; brands: Counts } {
  const ads = { hits: 0, false: 0, missed: 0 }
  const brands = { hits: 0, false: 0, missed: 0 }
  for (const { caption, isAd, brands: expected } of captions) {
    const found = foundIn(caption)
    if (found !== null) ads[isAd ? 'hits' : 'false'] += 1
    else if (isAd) ads.missed += 1
    const told = found?.brands.map(({ brand }) => brand) ?? []
    for (const brand of told) brands[expected.includes(brand) ? 'hits' : 'false'] += 1
    brands.missed += expected.filter((brand) => !told.includes(brand)).length
  }
  return { ads, brands }
}

const percent = (part: number, rest: number): string =>
  `${Math.round((100 * part) / (part + rest))} %`

/** A row of the table in docs/advertising.md. */
function rowOf(set: SetName, language: Language | 'all'): string {
  const languages = language === 'all' ? LANGUAGES : [language]
  const captions = languages.flatMap((each) => readCaptions(set, each))
  const { ads, brands } = countsOf(captions)
  const cells = [
    set,
    language,
    captions.length,
    captions.filter(({ isAd }) => isAd).length,
    percent(ads.hits, ads.false),
    percent(ads.hits, ads.missed),
    percent(brands.hits, brands.false),
    percent(brands.hits, brands.missed),
  ]
  return `| ${cells.join(' | ')} |`
}

describe('the rules that find advertising', () => {
  test('are as good as the docs say, on labelled captions', () => {
    const docs = readFileSync(new URL('../../../../docs/advertising.md', import.meta.url), 'utf8')
    const rows = SETS.flatMap((set) =>
      [...LANGUAGES, 'all' as const].map((each) => rowOf(set, each)),
    )

    for (const row of rows) expect(docs).toContain(row)
  })

  test('are at least this good on captions that they were not changed for', () => {
    const { ads } = countsOf(LANGUAGES.flatMap((each) => readCaptions('unseen', each)))

    expect(ads.hits / (ads.hits + ads.false)).toBeGreaterThanOrEqual(0.94)
    expect(ads.hits / (ads.hits + ads.missed)).toBeGreaterThanOrEqual(0.76)
  })

  test('are measured with at least 1,300 captions, each once, half of them no advertising', () => {
    const all = SETS.flatMap((set) => LANGUAGES.flatMap((each) => readCaptions(set, each)))

    expect(all.length).toBeGreaterThanOrEqual(1_300)
    expect(new Set(all.map(({ caption }) => caption)).size).toBe(all.length)
    expect(all.filter(({ isAd }) => !isAd).length).toBeGreaterThanOrEqual(all.length / 2)
  })
})

describe('what is found', () => {
  test('is told with its evidence', () => {
    const caption =
      'Осень в шкафу!\nПальто от @lamoda, по промокоду AIGUL10 скидка 10%. Реклама. ООО «Купишуз», erid: 2VtzqvXyAb1\nФото: @masha.photo'

    expect(findAdvertising(postOf(caption), 'me')).toEqual({
      signs: [
        { kind: 'marking', quote: 'ООО «Купишуз», erid: 2VtzqvXyAb1' },
        { kind: 'word', quote: 'Реклама.' },
        { kind: 'code', quote: 'Пальто от @lamoda, по промокоду AIGUL10 скидка 10%.' },
      ],
      brands: [
        {
          brand: 'lamoda',
          by: 'mention',
          quote: 'Пальто от @lamoda, по промокоду AIGUL10 скидка 10%.',
        },
      ],
    })
  })

  test('is the sponsor of the label, also without a word', () => {
    const labelled = { sponsors: ['nike'], isPaidPartnership: true }

    expect(findAdvertising({ ...postOf('Morning run'), ...labelled }, 'me')).toEqual({
      signs: [{ kind: 'label', quote: null }],
      brands: [{ brand: 'nike', by: 'sponsor', quote: null }],
    })
  })

  test.for([
    [
      'a referral link',
      'My shelves: https://www.shop.example.com/r/anna',
      'shop.example.com',
      'link',
    ],
    ['the advertiser that the law asks for', 'Реклама. ООО «Ромашка»', 'ромашка', 'name'],
    ['a hashtag with the brand in it', 'Card came #chimepartner', 'chime', 'name'],
  ] as const)('is known from %s', ([, caption, brand, by]) => {
    expect(findAdvertising(postOf(caption), 'me')?.brands).toMatchObject([{ brand, by }])
  })

  test.for([
    ['a promo code in small letters', 'Всё тут, промокод masha10', 'code'],
    ['a code that is given by voice', 'Скажите «от Веры» и @taza.shop снизит цену', 'offer'],
    ['a tax number of an advertiser', 'ИП Горшков Д.С. ИНН 774312345678', 'marking'],
    ['an article number of a marketplace', 'Жейде: Kaspi артикул 104556677', 'link'],
    ['an affiliate link', 'The lamp: amzn.to/3xYz99', 'link'],
    ['a gift of somebody named', '@taza.shop маған сынауға беріп жіберді', 'word'],
    ['a prize for who follows others', 'Win a tent! Follow @taza.shop and me', 'offer'],
  ] as const)('is %s', ([, caption, kind]) => {
    expect(findAdvertising(postOf(caption), 'me')?.signs.map((sign) => sign.kind)).toContain(kind)
  })

  test.for([
    ['a code for the own course', 'Мой курс стартует 1 мая. Промокод START даёт скидку 20%'],
    ['a code for the own shop', 'Restock in my shop! Code FIVE for 20% off'],
    ['a gift of a friend', 'Подруга @masha.kotova подарила мне торт'],
    ['a complaint', '@net.fast верните деньги! Предлагают скидку 10% на месяц'],
    ['a denial', 'Не реклама, но @taza.shop прислали быстро'],
    ['a denial in a hashtag', 'Love it @taza.shop #notsponsored'],
    ['a thing paid for', 'Жарнама емес, өз ақшама алдым: @taza.shop 20% арзан екен'],
    ['an address for advertisers', 'Реклама и сотрудничество: @taza.manager'],
    ['a dance partner', 'Наша румба #dancepartner'],
    ['a discount as news', 'Скидка 50% на проезд для студентов с декабря'],
    ['a code of another kind', 'Dress code: BLACK'],
  ] as const)('is not %s', ([, caption]) => {
    expect(findAdvertising(postOf(caption), 'me')).toBeNull()
  })

  test('quotes the same words once', () => {
    const found = findAdvertising(postOf('Вам скидка по промокоду AIGUL10 @taza.shop'), 'me')

    expect(found?.signs).toHaveLength(1)
  })

  test('is never the author, nor a person who trades under their own name', () => {
    expect(findAdvertising(postOf('Реклама. ИП Иванова А.А. @me'), 'me')?.brands).toEqual([])
  })

  test('is found in linear time also in hostile captions', () => {
    const hostile = [
      'промокод '.repeat(50_000),
      '@a'.repeat(50_000),
      `реклама${' '.repeat(100_000)}x`,
      'a.'.repeat(50_000),
      '«ООО «'.repeat(20_000),
      'A'.repeat(100_000),
      'в гостях у @a '.repeat(10_000),
      'прислали мне нам '.repeat(10_000),
      'Спасибо бренду команде '.repeat(10_000),
      '😀'.repeat(50_000),
    ]
    // A pattern that backtracks takes minutes on these, which is more than a test may take.
    const found = hostile.map((caption) =>
      findAdvertising({ ...postOf('@a'), captionText: caption }, 'me'),
    )
    expect(found).toHaveLength(hostile.length)
  })

  test('is bounded, and has no half of a character', () => {
    const caption =
      `#ad ${Array.from({ length: 100 }, (_, n) => `@brand${n}`).join(' ')} ${'😀'.repeat(500)} #реклама #жарнама`.repeat(
        2,
      )
    const found = findAdvertising(postOf(caption), 'me')

    expect(found?.brands).toHaveLength(10)
    expect(found?.signs.length).toBeLessThanOrEqual(10)
    expect(JSON.stringify(found)).not.toMatch(/\\u[dD][89a-fA-F]/)
  })
})
