import fc from 'fast-check'
import { expect, test } from 'vitest'
import { captionCounts, type CaptionCounts } from '../../src/creators/caption-counts.ts'

// A script of the page has no types outside of the browser.
const { href } = new URL('../../src/console/browser/caption-counts.js', import.meta.url)
const { captionCounts: inBrowser } = (await import(href)) as {
  captionCounts(text: string): CaptionCounts
}

const COUNTED: readonly (readonly [text: string, hashtags: number, mentions: number])[] = [
  ['#a #b #c', 3, 0],
  ['#a#b＃в', 3, 0],
  ['#️⃣ 1️⃣ #1️⃣', 0, 0],
  ['#🔥 #🇰🇿 #а❤️ #❤️ ＃🔥#b', 6, 0],
  ['#™ a#🔥 &#🔥 x.kz/#🔥 ##️⃣', 0, 0],
  ['R&D#1 word#tag', 0, 0],
  ['https://shop.kz/#tag shop.kz/a#b #c', 1, 0],
  ['a@b.com a+@b.kz @real.name, ＠x', 0, 2],
  ['今日#東京@tokyo', 1, 1],
  ['#қазақ_тілі #naïve #2026', 3, 0],
  ['# @ ## @@', 0, 0],
  ['(#a) "@b" #a.#b', 3, 1],
]

test.for(COUNTED)('%j has %d hashtags and %d mentions', ([text, hashtags, mentions]) => {
  expect(captionCounts(text)).toMatchObject({ hashtags, mentions })
  expect(inBrowser(text)).toEqual(captionCounts(text))
})

const PIECES = [
  ...COUNTED.map(([text]) => text),
  ...Array.from('#@＃. \n&/ж7_東🔥ℹ\uFE0F\u20E3\u0301'),
  'shop.kz',
  'www.',
  'https://',
  '12 000 ₸',
  '+7 701 123 45 67',
  '-20%',
  '🇰🇿',
  '👨‍👩‍👧',
]

test('the script of the page counts as the server does', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }), (pieces) => {
      const text = pieces.join('')
      expect(inBrowser(text), text).toEqual(captionCounts(text))
    }),
    { numRuns: 3_000 },
  )
})
