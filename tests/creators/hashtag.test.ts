import { describe, expect, test } from 'vitest'
import { parseHashtag } from '../../src/creators/hashtag.ts'

describe('a hashtag', () => {
  test.for<[string, string]>([
    ['#АлматыМама', 'алматымама'],
    ['  travel_2026 ', 'travel_2026'],
    ['＃мама', 'мама'],
    ['＃ｍａｍａ', 'mama'],
    ['\u200b#мама\u200b', 'мама'],
    ['👨‍👩‍👧семья', '👨‍👩‍👧семья'],
    ['https://www.instagram.com/explore/tags/%D0%BC%D0%B0%D0%BC%D0%B0/?hl=ru', 'мама'],
    ['instagram.com/explore/tags/Astana', 'astana'],
    ['🌸цветы', '🌸цветы'],
    ['#қазақстан🇰🇿', 'қазақстан🇰🇿'],
    ['мама👍🏽', 'мама👍🏽'],
    ['❤️', '❤️'],
    ['#211014', '211014'],
    ['e\u0301te', '\u00e9te'],
  ])('%j is understood as %s', ([text, hashtag]) => {
    expect(parseHashtag(text)).toEqual({ hashtag })
  })

  test.for([
    '',
    'https://www.instagram.com/p/DAbc123/',
    'instagram.com/natgeo',
    'instagram.com/explore/tags/%E0%A4%A',
    '#',
    'две мамы',
    'a-b',
    'a/b',
    '#a#b',
    '\u200d',
    '\u0301',
    'x'.repeat(101),
  ])('%j is refused', (text) => {
    expect(parseHashtag(text)).toHaveProperty('reason')
  })
})
