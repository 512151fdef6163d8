import type { Db } from '../../../db/handles.ts'
import { listCategoryWords } from '../../categories/index.ts'
import { CATEGORY_WORDS } from '../question/category-words.ts'
import { EVERYDAY_WORDS } from '../question/everyday-words.ts'
import { createLexicon, type Lexicon } from '../question/lexicon.ts'

/** Returns the words of categories as they are now. */
export type ReadCategories = () => Promise<Lexicon>

/** Reads the words of categories each time, and makes a lexicon of them after they changed. */
export function createCategoryReader({ db }: { db: Db }): ReadCategories {
  let known: { words: string; lexicon: Lexicon } | undefined
  return async () => {
    const rows = await listCategoryWords(db)
    const words = rows.map(({ category, word }) => `${category}: ${word}`).join('\n')
    if (known?.words !== words) known = { words, lexicon: lexiconOf(rows) }
    return known.lexicon
  }
}

/** Words that people gave a category come before those that gramd knows. */
function lexiconOf(rows: readonly { category: string; word: string }[]): Lexicon {
  const known = Map.groupBy(rows, ({ category }) => category)
  return createLexicon([
    ...[...known].map(([name, words]) => [name, [name, ...words.map(({ word }) => word)]] as const),
    ...[...Object.entries(CATEGORY_WORDS), ...Object.entries(EVERYDAY_WORDS)]
      .filter(([name]) => known.has(name))
      .map(([name, words]) => [name, words.split(', ')] as const),
  ])
}
