import { differsByOne, readsAlike } from '../../../src/features/campaigns/near-texts.ts'
import { labelOf, wordsFor } from '../../../src/features/campaigns/label.ts'
import {
  signsOf,
  type CampaignSigns,
  type SignedPost,
} from '../../../src/features/campaigns/signs.ts'
import { describe, expect, test } from '../../fixtures/test.ts'

const SIGNS: CampaignSigns = {
  handles: ['botamkids'],
  mentions: ['botam.shop'],
  hashtags: ['botamқыс'],
  links: ['botam.example/qys'],
  codes: { own: ['AIGUL10'], common: ['WINTER'], others: ['ZHANAR10'] },
}

const post = (caption: string, more: Partial<SignedPost> = {}): SignedPost => ({
  caption,
  coauthors: [],
  taggedUsers: [],
  sponsors: [],
  author: 'aigul',
  ...more,
})

const found = (caption: string, more: Partial<SignedPost> = {}) =>
  signsOf(post(caption, more), SIGNS).signs.map(({ sign, quote }) => [sign, quote])

describe('a post is recognised by', () => {
  test.for([
    ['Тепло ли в @BotamKids?', 'mention'],
    ['Спасибо ＠botamkids.', 'mention'],
    ['Ищите у @botam.shop!', 'mention'],
    ['#BotamҚыс', 'hashtag'],
    ['Ланчбокс\u00a0#botamқыс'.normalize('NFD'), 'hashtag'],
    ['BotamKids прислали комбинезон', 'handle'],
    ['instagram.com/botamkids', 'handle'],
    ['заказ: https://www.botam.example/qys?utm_source=1', 'link'],
    ['botam.example/qys/kids, и всё', 'link'],
    ['по коду aigul10 скидка', 'code'],
    ['код winter в корзине', 'code'],
    ['WINTER', 'code'],
  ] as const)('%s: %s', ([caption, sign]) => {
    expect(found(caption).map(([each]) => each)).toEqual([sign])
  })

  test('a collaboration, a tag on any picture and the sponsor of the paid label', () => {
    const more = {
      coauthors: ['botamkids'],
      taggedUsers: ['someone', 'botam.shop'],
      sponsors: ['botamkids'],
    }
    expect(found('Прогулка', more)).toEqual([
      ['collaboration', '@botamkids'],
      ['tag', '@botam.shop'],
      ['label', '@botamkids'],
    ])
  })

  test('stickers, links and hashtags of a story', () => {
    const story = { stickers: ['Кто был?'], storyMentions: ['botamkids'] }
    expect(found('', story)).toEqual([['mention', '@botamkids']])
    expect(found('', { links: ['https://botam.example/qys'] })).toEqual([
      ['link', 'https://botam.example/qys'],
    ])
    expect(found('', { hashtags: ['BotamҚыс'] })).toEqual([['hashtag', '#BotamҚыс']])
  })

  test('all signs, the surest first, each with its sentence', () => {
    expect(found('Қарда үш сағат! @botamkids сыны. Код AIGUL10.\n#botamқыс')).toEqual([
      ['mention', '@botamkids сыны.'],
      ['code', 'Код AIGUL10.'],
      ['hashtag', '#botamқыс'],
    ])
  })
})

test.for([
  '@botamkid',
  '@botamkids_kz',
  '@botamkids.kz',
  'mail@botamkids',
  '#botamқыстың',
  '#botam',
  '#botamkids',
  'botam.example/qysqa',
  'notbotam.example/qys',
  'winter is here',
  'код ZHANAR10',
  'код AYGUL10',
  'AIGUL100',
])('%s ties nothing', (caption) => {
  expect(found(caption)).toEqual([])
})

describe('a text that is nearly a sign', () => {
  test.for([
    ['код AYGUL10', 'code', 'AIGUL10', 'AYGUL10'],
    ['код AIGUL1', 'code', 'AIGUL10', 'AIGUL1'],
    ['код АIGUL10', 'code', 'AIGUL10', 'АIGUL10'],
    ['код ZHANAR10', 'code', 'AIGUL10', 'ZHANAR10'],
    ['у @botamkid', 'mention', 'botamkids', 'botamkid'],
    ['у @botmakids', 'mention', 'botamkids', 'botmakids'],
  ] as const)('%s', ([caption, what, expected, text]) => {
    const { nearMisses } = signsOf(post(caption), SIGNS)
    expect(nearMisses).toEqual([{ what, expected, found: text, quote: caption }])
  })

  test('is none beside the right one', () => {
    expect(signsOf(post('@botamkids, @botamkid, AIGUL10, AYGUL10'), SIGNS).nearMisses).toEqual([])
  })

  test('differs by one letter, or looks equal', () => {
    expect(['ab', 'abcd', 'acb', 'abd', 'xabc'].map((each) => differsByOne('abc', each))).toEqual([
      true,
      true,
      true,
      true,
      true,
    ])
    expect(['abc', 'cba', 'abcde', 'xyz'].map((each) => differsByOne('abc', each))).toEqual([
      false,
      false,
      false,
      false,
    ])
    expect(readsAlike('АСЕЛЬ', 'ACEЛЬ')).toBe(true)
  })
})

describe('a post is labelled', () => {
  const label = (caption: string, words: readonly string[] = []) =>
    labelOf({ caption, isPaidPartnership: false, sponsors: [] }, { words })

  test("by the platform's label, with the name of the sponsor", () => {
    const platform = { caption: 'Реклама', isPaidPartnership: true, sponsors: ['botamkids'] }
    expect(labelOf(platform, { words: [] })).toEqual({ label: 'platform', quote: 'botamkids' })
  })

  test.for([
    'Жарнама. Тон жылы',
    '#реклама',
    'Реклама. ООО «Ботам». erid: 2VtzqwA1b2',
    'Advertising | coat',
  ])('by words: %s', (caption) => {
    expect(label(caption).label).toBe('words')
  })

  test.for(['Это не реклама', 'Спасибо @botamkids за подарок', 'Промокод AIGUL10'])(
    'not by: %s',
    (caption) => {
      expect(label(caption)).toEqual({ label: null, quote: null })
    },
  )

  test('by the words of its country alone, where there are any', () => {
    const disclosures = { words: { KZ: ['жарнама (KZ)'] } }
    const words = wordsFor({ words: [], country: 'KZ' }, disclosures)
    expect(label('Реклама', words).label).toBeNull()
    expect(label('Бұл — ЖАРНАМА (kz)', words)).toEqual({
      label: 'words',
      quote: 'Бұл — ЖАРНАМА (kz)',
    })
    expect(wordsFor({ words: ['own'], country: 'KZ' }, disclosures)).toEqual(['own'])
    expect(wordsFor(null, disclosures)).toEqual([])
  })
})
