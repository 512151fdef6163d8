import { expect, test } from 'vitest'
import { riskSentence } from '../../../src/features/blogs/risk-sentence.ts'

test.for([
  [
    'follows_many',
    { following_count: 2_000, threshold: 1_500 },
    'Follows 2,000 accounts, more than 1,500.',
  ],
  [
    'er_far_below_peers',
    { value: 0.00123, posts: 12, side: 'below', low: 0.005, high: 0.09, creators: 340 },
    'Has an ER of 0.123 % over 12 posts; 95 % of 340 creators of the tier have 0.5 % to 9 %.',
  ],
  ['follows_many', null, 'Follows ? accounts, more than ?.'],
  ['from_the_future', { any: 1 }, 'from the future.'],
] as const)('%s with %j is told as: %s', ([flag, evidence, sentence]) => {
  expect(riskSentence(flag, evidence)).toBe(sentence)
})
