import { expect, test } from 'vitest'
import { formatsOf } from '../../src/console/formats.ts'
import { translator, withShared } from '../../src/console/messages.ts'
import type { Language } from '../../src/base/languages.ts'
import { frameMessages } from '../../src/console/words/frame.ts'
import { memberWords } from '../../src/console/words/members.ts'
import { ageOf } from '../../src/features/lists/pages/totals.ts'
import { messages } from '../../src/features/lists/texts/index.ts'

const NOW = new Date('2026-11-27T12:00:00Z')
const at = (secondsAgo: number): string =>
  new Date(NOW.getTime() - secondsAgo * 1_000).toISOString()

/** The words about counts of this age (seconds) of a list that was changed so long ago. */
const wordsFor = async (counted: number | null, changed: number, language: Language = 'en') => {
  const words = withShared(messages, { common: frameMessages, member: memberWords })
  const context = { t: translator(language, words), formats: formatsOf(language, 'UTC'), now: NOW }
  const list = { counted_at: counted === null ? null : at(counted), updated_at: at(changed) }
  return (await ageOf(context, list)).replaceAll(/<[^>]*>/g, '').trim()
}

test('the sums of a list have their age in words unless they are of now', async () => {
  expect(await wordsFor(null, 0)).toBe('')
  expect(await wordsFor(0, 0)).toBe('')
  expect(await wordsFor(5, 90)).toBe('')
  expect(await wordsFor(40, 90)).toBe('Followers and ER were counted 40 sec ago.')
  expect(await wordsFor(2_400, 2_400, 'ru')).toBe('Подписчики и ER посчитаны 40 мин. назад.')
})

test('sums from before a change of the list say so, however new they are', async () => {
  expect(await wordsFor(3, 1)).toBe(
    'Followers and ER were counted before the last change of the list.',
  )
  expect(await wordsFor(40, 1)).toBe(
    'Followers and ER were counted 40 sec ago, before the last change of the list.',
  )
  expect(await wordsFor(60, 1, 'kk')).toBe(
    'Жазылушылар мен ER 1 мин. бұрын, тізімнің соңғы өзгерісіне дейін есептелген.',
  )
})
