import { expect, test } from 'vitest'
import { adviceLines } from '../../../sim/openai/advice.ts'
import { numbersIn } from '../../../src/features/projects/advice/numbers-in.ts'

const numbers = {
  'views.actual': '11,000',
  'views.delta': '+22%',
  'saves.actual': '131',
  'saves.predicted': '260',
}

test.for(['en', 'ru'] as const)(
  'a model answers in sentences, with the numbers that it was given (%s)',
  (language) => {
    const text = JSON.stringify({ language, title: 'T', script: 'S', numbers })
    const [lines] = adviceLines(text)('lines')
    const texts = (lines as { text: string }[]).map((line) => line.text)
    expect(texts.length).toBeGreaterThanOrEqual(3)
    const given = Object.values(numbers).flatMap((each) => [...numbersIn(each, 'en')])
    for (const each of texts) {
      expect(each).toMatch(/^[A-ZА-Я].{30,}\.$/u)
      for (const number of numbersIn(each, 'en')) expect(given).toContain(number)
    }
    expect(adviceLines(text)('evidence')).toEqual([])
    expect(adviceLines('a caption')('lines')).toEqual([])
    expect(adviceLines('{broken')('lines')).toEqual([])
  },
)
