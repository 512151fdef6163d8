import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pseudoTranslate } from '../../../sim/translation/pseudo.ts'
import { asHtml, asXml, fromHtml, fromXml } from '../../../src/platforms/translation-markup.ts'
import type { MarkedText, TranslatedText } from '../../../src/platforms/translator.ts'
import { translateLines } from '../../../src/features/publishing/translations/attempts.ts'
import { prepare, wholeLine } from '../../../src/features/publishing/translations/prepare.ts'
import { USUAL_LIMITS } from '../../fixtures/usual-limits.ts'
import { singleTokens } from '../../../src/creators/caption-tokens.ts'
import { verify } from '../../../src/features/publishing/translations/verify.ts'

const GLOSSARY = {
  version: 1,
  entries: [
    { term: 'Aspan', translation: 'Аспан' },
    { term: '#кофе', translation: '#кофехана' },
  ],
}

const piece = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      'город',
      'Утро',
      'и',
      'Aspan',
      'наш кофе',
      '«Весна»',
      'R&D',
      'a < b',
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '#кофе',
      '#алматы#астана',
      '@user.name',
      'https://a.kz/b?c=1&d=2',
      'hi@a.kz',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('🔥', '👨‍👩‍👧🔥', '1️⃣', '5 000 ₸', '-20%', '+7 701 123 45 67'),
  },
)
const glue = fc.constantFrom(' ', ' ', ' ', '\n', '\n\n', ', ', '. ', ' — ')
const caption = fc
  .array(fc.tuple(piece, glue), { minLength: 1, maxLength: 14 })
  .map((parts) => parts.flat().join('').trim())

type Habit = (text: string) => string
/** What services do to blanks and marks, and how they break a text. */
const HABITS: Record<string, Habit> = {
  none: (text) => text,
  'blanks around marks': (text) =>
    text.replaceAll(/(<(?:x|span)\b[^>]*>[^<]*<\/(?:x|span)>)/g, ' $1 '),
  'no blanks around marks': (text) =>
    text.replaceAll(/ ?(<(?:x|span)\b[^>]*>[^<]*<\/(?:x|span)>) ?/g, '$1'),
  'marks lost': (text) => text.replaceAll(/<(x|span)\b[^>]*>[^<]*<\/\1>/g, ''),
  'lines lost': (text) => text.replaceAll(/\n|<br>/g, ' '),
  'all at the end': (text) => {
    const marks = text.match(/<(?:x|span)\b[^>]*>[^<]*<\/(?:x|span)>/g) ?? []
    return `${text.replaceAll(/<(x|span)\b[^>]*>[^<]*<\/\1>/g, '')} ${marks.join(' ')}`
  },
}

/** A service that translates words, and has a habit. */
const service =
  (encode: (text: MarkedText) => string, decode: (text: string) => TranslatedText, habit: Habit) =>
  async (texts: readonly MarkedText[]) =>
    await Promise.resolve(
      texts.map((text) =>
        decode(
          habit(
            encode(text)
              .split(/(<[^>]*>[^<]*<\/[^>]*>|&[a-z]+;|<br>)/)
              .map((part, place) => (place % 2 === 1 ? part : pseudoTranslate(part, 'kk', true)))
              .join(''),
          ),
        ),
      ),
    )

const KINDS = {
  xml: { hasMarks: true, encode: asXml, decode: fromXml },
  html: { hasMarks: true, encode: asHtml, decode: fromHtml },
  plain: {
    hasMarks: false,
    encode: (text: MarkedText) => text.map(String).join(''),
    decode: (text: string): TranslatedText => [text],
  },
} as const

test.for(
  Object.keys(KINDS).flatMap((kind) => Object.keys(HABITS).map((habit) => [kind, habit] as const)),
)('no token and no line is lost: %s, %s', async ([kind, habit]) => {
  const { hasMarks, encode, decode } = KINDS[kind as keyof typeof KINDS]
  await fc.assert(
    fc.asyncProperty(caption, async (text) => {
      const lines = prepare(text, GLOSSARY)
      const send = service(encode, decode, HABITS[habit] ?? String)
      const translated = await translateLines(lines, { hasMarks, send })
      const broken = verify(translated, lines, { from: 'ru', to: 'kk' }, USUAL_LIMITS)
        .map(({ code }) => code)
        .filter((code) => /tokens|line_breaks|markup|empty/.test(code))
      expect(broken, translated).toEqual([])
      const expected = singleTokens(text).map((token) => (token === '#кофе' ? '#кофехана' : token))
      expect(singleTokens(translated).toSorted()).toEqual(expected.toSorted())
      expect(translated.split('\n')).toHaveLength(text.split('\n').length)
    }),
    { numRuns: 150 },
  )
})

test.for([
  ['digits', '1 '.repeat(2_500)],
  ['domains', 'a.'.repeat(2_500)],
  ['letters', 'a'.repeat(5_000)],
  ['dashes', 'a-'.repeat(2_500)],
  ['numbers', '1.000'.repeat(1_000)],
  ['signs', '#@$'.repeat(1_700)],
  ['emoji', '1️⃣👨‍👩‍👧'.repeat(400)],
  ['mail', `${'a%'.repeat(2_500)}@`],
  ['brackets', `https://a.kz/${')'.repeat(5_000)}`],
] as const)(
  'a long caption of %s is read: a pattern that goes back and forth would never end',
  ([, text]) => {
    const shown = prepare(text, GLOSSARY).flatMap(wholeLine)
    expect(shown.map((each) => (typeof each === 'string' ? each : each.shows)).join('')).toBe(text)
    expect(singleTokens(text).join('').length).toBeLessThanOrEqual(text.length)
  },
)

test('markup comes back as text', () => {
  const text: MarkedText = ['a & b < c\n', { mark: 1, shows: '#x&y' }, ' "d"']
  expect(asXml(text)).toBe('a &amp; b &lt; c\n<x id="1">#x&amp;y</x> "d"')
  expect(asHtml(text)).toBe('a &amp; b &lt; c<br><span translate="no" id="1">#x&amp;y</span> "d"')
  expect(fromXml('a &amp; b &lt;<x id="1"/>c</x>')).toEqual(['a & b <', { mark: 1 }, 'c</x>'])
  expect(fromHtml('it&#39;s <br /> <span id="2" translate="no">#y</span>&#x41;')).toEqual([
    "it's\n",
    { mark: 2 },
    'A',
  ])
  expect(asXml(['a\u0001b\uD800', '\t\n'])).toBe('ab\uFFFD\t\n')
  expect(fromXml('&#9999999; &nope;')).toEqual(['&#9999999; &nope;'])
})
