import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { captionLanguages, LANGUAGE_CODES } from '../../src/creators/languages.ts'

describe('the languages of captions', () => {
  test.for<[string, string[]]>([
    ['Сегодня мы с детьми гуляли в парке и ели мороженое', ['ru']],
    ['С днем рождения, мама', ['ru']],
    ['Скидка 20% до конца недели', ['ru']],
    ['Доброе утро ☀️', ['ru']],
    ['Бүгін балалармен саябаққа бардық', ['kk']],
    ['Қайырлы таң 🌸', ['kk']],
    ['Туған күніңмен, анашым', ['kk']],
    // Typed on a keyboard that has only the letters of Russian.
    ['Кайырлы тан, достар', ['kk']],
    ['бала мектепке барды апа уйде', ['kk']],
    ['Today we went to the park with the kids', ['en']],
    ['New video is out, link in bio', ['en']],
    ['Good morning friends', ['en']],
    ['Local brands worth knowing', ['en']],
    ['𝓗𝓮𝓵𝓵𝓸 𝓽𝓸 𝓶𝔂 𝓯𝓻𝓲𝓮𝓷𝓭𝓼', ['en']],
    ['Бүгүн балдар менен паркка бардык', ['ky']],
    ['Bugun biz bolalar bilan parkga bordik', ['uz']],
    ['Сьогодні ми були в парку з дітьми', ['uk']],
    ['Bugün çocuklarla parka gittik', ['tr']],
    ['Bugün Bakıda gəzdik, çox gözəl idi', ['az']],
    ['Heute waren wir mit den Kindern im Park', ['de']],
    ['اليوم ذهبنا إلى الحديقة مع الأطفال', ['ar']],
    ['امروز با بچه‌ها به پارک رفتیم', ['fa']],
    ['今日は公園に行きました', ['ja']],
    ['오늘 공원에 갔어요', ['ko']],
    ['今天我们去了公园', ['zh']],
    ['', []],
    ['😂😂😂🌸👨‍👩‍👧', []],
    ['12 345,00 – 2026!', []],
    ['ok', []],
    ['Almaty Mega Center', []],
    ['#алматымама @natgeo https://example.com/пример', []],
    ['\ud83d \udc00', []],
  ])('%j is in %j', ([caption, languages]) => {
    expect(captionLanguages([caption])).toEqual(languages)
  })

  test('come most used first, also from one caption in two languages', () => {
    const kazakh = 'Бүгін балалармен саябаққа бардық'
    const russian = 'А это то же самое по-русски для всех моих подписчиков, которых я люблю'
    expect(captionLanguages([`${kazakh}\n\n${russian}`])).toEqual(['ru', 'kk'])
    expect(captionLanguages([russian, kazakh, kazakh, kazakh])).toEqual(['kk', 'ru'])
  })

  test('leave out what is a quotation among many captions', () => {
    const russian = Array.from({ length: 12 }, () => 'Сегодня мы с детьми гуляли в парке')
    expect(captionLanguages([...russian, 'Just do it now, my friend'])).toEqual(['ru'])
  })

  test('are codes of the list for any text, whatever the order of the captions', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 80 })), (captions) => {
        const languages = captionLanguages(captions)
        expect(LANGUAGE_CODES).toEqual(expect.arrayContaining(languages))
        expect(captionLanguages(captions.toReversed())).toEqual(languages)
      }),
    )
  })

  test('are the same however often all captions are repeated', () => {
    const caption = fc.constantFrom(
      'Сегодня мы с детьми гуляли в парке',
      'Бүгін балалармен саябаққа бардық',
      'Today we went to the park with the kids',
      '🌸',
    )
    fc.assert(
      fc.property(fc.array(caption, { maxLength: 6 }), (captions) => {
        expect(captionLanguages([...captions, ...captions, ...captions])).toEqual(
          captionLanguages(captions),
        )
      }),
    )
  })
})
