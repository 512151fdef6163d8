import { describe, expect, test } from 'vitest'
import {
  withMentions,
  evidenceFault,
  quotedProfile,
} from '../../../src/features/analyze/evidence.ts'
import { someFacts, somePost } from './some-facts.ts'

const profile = quotedProfile(
  someFacts({
    biography: 'Мама двоих детей 👶👶 | Алматы',
    hashtags: ['материнство'],
    highlights: [{ title: 'Our flat', mentions: ['ikea'], locations: ['Bali'], links: [] }],
    posts: [
      somePost('11', { caption: 'We bought a car — finally!\nSo happy', location: 'Astana' }),
    ],
    reels: [somePost('22', { caption: 'Recipe of the day', sponsors: ['magnum_kz'] })],
  }),
)
const fault = (quote: string | null, post_id: string | null = null) =>
  evidenceFault({ field: 'has_car', quote, post_id }, profile)

describe('evidence holds', () => {
  test.for([
    ['exactly what the profile says', 'Мама двоих детей', null],
    ['the same in other case and punctuation', '«мама ДВОИХ детей!»', null],
    ['an emoji', '👶', null],
    ['a hashtag with its sign', '#материнство', null],
    ['a name with its sign', '@ikea', null],
    ['a highlight', 'our flat', null],
    ['words over the end of a line', 'finally! So happy', null],
    ['a post alone', null, '22'],
    ['a post and its words', 'bought a car', '11'],
    ['a post and its place', 'Astana', '11'],
    ['a post and its sponsor', 'magnum_kz', '22'],
  ] as const)('that is %s', ([, quote, postId]) => {
    expect(fault(quote, postId)).toBeNull()
  })
})

describe('evidence fails', () => {
  test.for([
    ['not_quoted', 'Мама троих детей', null],
    ['not_quoted', 'ама двоих', null],
    ['not_quoted', 'детей двоих', null],
    ['not_quoted', 'Алматы We bought', null],
    ['not_quoted', 'Recipe of the day', '11'],
    ['not_quoted', 'Мама двоих детей', '11'],
    ['not_quoted', '...', '11'],
    ['not_quoted', '2026-11-01', null],
    ['unknown_post', 'bought a car', '33'],
    ['unknown_post', null, ''],
    ['empty', null, null],
    ['empty', ' … ', null],
    ['too_long', 'We bought a car '.repeat(20), null],
  ] as const)('as %s: %j in %j', ([expected, quote, postId]) => {
    expect(fault(quote, postId)).toBe(expected)
  })
})

test.for([
  ['magnum_kz', '@magnum_kz'],
  ['@magnum_kz', '@magnum_kz'],
  ['Seen with IKEA, and magnum_kz.', 'Seen with @IKEA, and @magnum_kz.'],
  ['instagram.com/magnum_kz', 'instagram.com/magnum_kz'],
  ['xmagnum_kz and magnum_kz.uz', 'xmagnum_kz and magnum_kz.uz'],
  ['Мама двоих детей', 'Мама двоих детей'],
] as const)('who is erased can be found in %j', ([text, expected]) => {
  expect(withMentions(text, profile)).toBe(expected)
  expect(fault('@magnum_kz')).toBeNull()
})
