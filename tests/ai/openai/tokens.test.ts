import { expect, test } from 'vitest'
import { lowDetailTokens, textTokens } from '../../../src/ai/openai/tokens.ts'
import { imageTokens } from '../../../sim/openai/tokens.ts'

test.for([
  ['a square post', 1080, 1080, 'gpt-6-luna', 308],
  ['a 4:5 post', 1080, 1350, 'gpt-6-luna', 250],
  ['the cover of a reel', 1080, 1920, 'gpt-6-luna', 173],
  ['an avatar', 320, 320, 'gpt-6-luna', 120],
  ['a square post, to a model that counts more', 1080, 1080, 'gpt-5-nano', 630],
  ['the cover of a reel, to that model', 1080, 1920, 'gpt-5-nano', 355],
] as const)(
  'the tokens of %s are those that OpenAI publishes',
  ([, width, height, model, tokens]) => {
    expect(lowDetailTokens({ width, height }, model)).toBe(tokens)
  },
)

test('a picture that was fitted into 512 px before costs what it would have cost', () => {
  expect(lowDetailTokens({ width: 410, height: 512 }, 'gpt-6-luna')).toBe(
    lowDetailTokens({ width: 1080, height: 1350 }, 'gpt-6-luna'),
  )
  expect(imageTokens('https://unseen.example', 'low', 'gpt-6-luna')).toBe(
    lowDetailTokens({ width: 1080, height: 1350 }, 'gpt-6-luna'),
  )
})

test('a text takes a token for four bytes', () => {
  expect([0, 1, 4, 5].map(textTokens)).toEqual([0, 1, 1, 2])
})
