import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { describePublished } from '../../../sim/demo/publish.ts'

const publication = {
  username: 'a_name_of_thirty_characters_123',
  route: 'private',
  language: 'kk',
  caption: 'Эфиопиядан жаңа кофе келді 🌿 '.repeat(5),
  status: 'success',
}

test('what was published fits the screen, and says what is not there', () => {
  const text = describePublished({
    minutes: 18,
    publications: [
      publication,
      { ...publication, language: 'ru', caption: 'Кофе', status: 'failed' },
      { ...publication, language: 'en', route: 'official' },
    ],
    rulesBroken: 0,
  })
  for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(80)
  expect(text).toContain('2 of 3\naccounts in 3 languages')
  expect(text).toContain('ru (failed): “Кофе”')
  expect(text).toContain('by Meta’s API, en')
})
