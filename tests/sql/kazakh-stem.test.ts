import { sql } from 'kysely'
import { kazakhStem } from '../../src/features/blogs/question/kazakh-stem.ts'
import type { Db } from '../../src/db/handles.ts'
import { KAZAKH_WORDS } from '../features/blogs/question/kazakh-words.ts'
import { expect, testOnSharedDatabase as test } from '../fixtures/test.ts'

/** Words of other languages, of one letter, and with other signs. */
const OTHERS = ['погода', 'детская', 'ас', 'instagram', 'мама2', 'қазақша', 'үйдегілер', 'нәрсе']

async function stemsOf(db: Db, words: readonly string[]): Promise<Record<string, string>> {
  const { rows } = await sql<{ word: string; stem: string }>`
    select word, derived.kazakh_stem(word) as stem from unnest(${words}::text[]) word`.execute(db)
  return Object.fromEntries(rows.map(({ word, stem }) => [word, stem]))
}

test('the database stems Kazakh words as questions are stemmed', async ({ db }) => {
  const words = [
    ...Object.entries(KAZAKH_WORDS).flatMap(([word, forms]) => [word, ...forms.split(' ')]),
    ...OTHERS,
  ]

  expect(await stemsOf(db, words)).toEqual(
    Object.fromEntries(words.map((word) => [word, kazakhStem(word)])),
  )
})
