import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  findTerms,
  termsOf,
  translateHashtags,
} from '../../../src/features/publishing/translations/glossary.ts'
import { join } from '../../../src/features/publishing/translations/join.ts'
import { prepare, wholeLine } from '../../../src/features/publishing/translations/prepare.ts'
import { singleTokens, tokensOf } from '../../../src/creators/caption-tokens.ts'

describe('the tokens of a caption', () => {
  test.for([
    ['hashtags in Kazakh', 'Сәлем #қазақстан, #алматы_таңы!', ['#қазақстан', '#алматы_таңы']],
    ['in Arabic', 'مرحبا #السعودية_اليوم بكم', ['#السعودية_اليوم']],
    ['in Japanese, after a letter', '今日は#東京 です #寿司大好き。', ['#東京', '#寿司大好き']],
    ['in Hindi, with marks', 'नमस्ते #भारत', ['#भारत']],
    ['beside each other', '#one#two', ['#one#two']],
    ['emoji in a hashtag', '#мама❤️ сүт, #я❤️город #️⃣', ['#мама❤️', '#я❤️город', '#️⃣']],
    ['a sign of law after a hashtag', '#brand™ и #️', ['#brand', '™']],
    ['a mention before a comma', 'hi @user.name, and @brand.', ['@user.name', '@brand']],
    ['a mention behind points', 'Follow..@ab.c_d см.@cafe.kz…@b', ['@ab.c_d', '@cafe.kz', '@b']],
    ['a mention before points', '@user...next', ['@user']],
    ['no name behind a word', 'word@name, @@name', []],
    ['a link before a full stop', 'see https://a.kz/x?y=1#z. Next', ['https://a.kz/x?y=1#z']],
    ['a link in brackets', '(https://a.kz/b_(c))', ['https://a.kz/b_(c)']],
    [
      'an address without a scheme',
      'instagram.com/foo, aspan.kz.',
      ['instagram.com/foo', 'aspan.kz'],
    ],
    [
      'domains in any case, with any ending of the list',
      'Kaspi.kz OZON.ru OZON.RU Kaspi.KZ Ozon.Ru Booking.Com halyk.travel amazon.co.uk КРЕМЛЬ.РФ магазин.онлайн',
      [
        'Kaspi.kz',
        'OZON.ru',
        'OZON.RU',
        'Kaspi.KZ',
        'Ozon.Ru',
        'Booking.Com',
        'halyk.travel',
        'amazon.co.uk',
        'КРЕМЛЬ.РФ',
        'магазин.онлайн',
      ],
    ],
    [
      'domains before a case ending, a sentence, a port and a query',
      'Kaspi.kz-тен, ozon.ru.Сегодня a.kz:8080/x a.kz?b=1.',
      ['Kaspi.kz', 'ozon.ru', 'a.kz:8080/x', 'a.kz?b=1'],
    ],
    [
      'schemes in capitals and of apps',
      'HTTPS://KASPI.KZ/A. WWW.OZON.RU viber://chat?x=1',
      ['HTTPS://KASPI.KZ/A', 'WWW.OZON.RU', 'viber://chat?x=1'],
    ],
    ['a domain after a letter of an unspaced script', '公式サイトkaspi.kzです', ['kaspi.kz']],
    [
      'no sentence without a blank, no initials, no times',
      'love.It is END.NEXT good.So г.москва г.Москва 10.30.am т.е. и т.д. e.g. p.s',
      [],
    ],
    [
      'a phone behind a point, and mail that begins as a domain',
      'тел.87771234567, a.kz@mail.ru a..b@c.kz',
      ['87771234567', 'a.kz@mail.ru', 'b@c.kz'],
    ],
    ['keycaps', '1️⃣ and #️⃣', ['1️⃣', '#️⃣']],
    ['families, flags and rows', '🔥🔥 👨‍👩‍👧 🇰🇿', ['🔥🔥', '👨‍👩‍👧', '🇰🇿']],
    ['an address of mail', 'a@b.com R&D#1', ['a@b.com']],
    ['no sentence without a blank', 'end.Next word, x.y', []],
    ['a time, a year, a weight', '10:30, 2026, 5 kg, x5', []],
    [
      'prices',
      '5 000 ₸, $19.99, €5, 20€, US$5, 15 USD, 1 200 тг, -20%',
      ['5 000 ₸', '$19.99', '€5', '20€', 'US$5', '15 USD', '1 200 тг', '-20%'],
    ],
    ['a phone', 'call +7 (701) 123-45-67!', ['+7 (701) 123-45-67']],
    ['codes that are words', 'sizes 10 ALL', []],
    ['signs alone', '@ # $ %', []],
  ] as const)('%s', ([, text, tokens]) => {
    expect(tokensOf(text).map((token) => token.text)).toEqual(tokens)
  })

  test('of rows are counted one by one', () => {
    expect(singleTokens('#a#b 🔥🔥👨‍👩‍👧 #1️⃣')).toEqual(['#a', '#b', '🔥', '🔥', '👨‍👩‍👧', '1️⃣'])
  })

  test('of any text lie in it, in order, over no line break', () => {
    const part = fc.constantFrom(
      '#тег',
      '@u.n',
      ' ',
      '\n',
      'слово',
      '🔥',
      '5 000 ₸',
      'a.kz/x',
      '.',
      '(',
      '&',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = parts.join('')
        let end = 0
        for (const { text: token, start } of tokensOf(text)) {
          expect(start).toBeGreaterThanOrEqual(end)
          expect(text.slice(start, start + token.length)).toBe(token)
          expect(token).not.toMatch(/\n/)
          end = start + token.length
        }
      }),
    )
  })
})

const NO_TERMS = { version: 0, entries: [] }

test('a caption that is cut and put together again is the same', () => {
  const part = fc.constantFrom(
    '#тег',
    ' ',
    '\n',
    'слово',
    '🔥',
    '5 000 ₸',
    '@u.n',
    '. ',
    ', ',
    ' — ',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
      const text = parts.join('')
      const again = prepare(text, NO_TERMS).map((line) =>
        wholeLine(line)
          .map((segment) => (typeof segment === 'string' ? segment : segment.shows))
          .join(''),
      )
      expect(again.join('\n')).toBe(text)
    }),
  )
})

test('a line shows a service its words, not what is at its ends', () => {
  const [first, second, third] = prepare('🔥 Скидка 20% у @cafe.kz 🔥\n\n#a #b 🎉', NO_TERMS)
  expect(first).toMatchObject({
    before: [{ shows: '🔥' }, ' '],
    body: ['Скидка ', { shows: '20%' }, ' у ', { kind: 'mention', shows: '@cafe.kz' }],
    after: [' ', { shows: '🔥' }],
  })
  expect(second).toEqual({ before: [], body: [], after: [] })
  expect(third).toMatchObject({ before: [{ kind: 'row', shows: '#a #b 🎉' }], body: [] })
})

describe('the glossary', () => {
  const entries = [
    { term: 'Aspan', translation: 'Аспан' },
    { term: 'flat white', translation: 'флэт уайт' },
    { term: 'white', translation: 'ақ' },
    { term: '#кофе', translation: '#кофеқұмарлар' },
  ]
  const glossary = { version: 1, entries }

  test('finds whole words, longer terms first, names as they are written', () => {
    const found = (text: string) => findTerms(text, termsOf(glossary)).map(({ term }) => term)
    expect(found('Aspan: Flat White or white')).toEqual(['Aspan', 'flat white', 'white'])
    expect(found('aspan, Aspanda, whites, snow_white')).toEqual([])
  })

  test('translates hashtags in any case, others stay', () => {
    expect(translateHashtags('#Кофе#чай', glossary)).toBe('#кофеқұмарлар#чай')
  })

  test('puts terms where they stand', () => {
    const [line] = prepare('В Aspan новый Flat White #КОФЕ', glossary)
    expect(line && join(wholeLine(line))).toBe('В Аспан новый флэт уайт #кофеқұмарлар')
  })
})

test('a blank keeps hashtags and names apart from letters', () => {
  const kept = (kind: 'hashtag' | 'price', shows: string) => ({ kind, shows, becomes: shows })
  expect(join(['көріңіз', kept('hashtag', '#астана'), 'бүгін'])).toBe('көріңіз #астана бүгін')
  expect(join(['за ', kept('price', '500 ₸'), ', да'])).toBe('за 500 ₸, да')
  expect(join([kept('price', '¥500'), 'です'])).toBe('¥500です')
})
