import { expect, test } from '../../../fixtures/test.ts'
import { wrongAnswers } from './decided.ts'

test('holds for everybody, every type and every act', { timeout: 180_000 }, async ({ db }) => {
  expect(await wrongAnswers(db, 'whole')).toEqual([])
})
