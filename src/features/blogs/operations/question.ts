import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { conditionsOf, filterOf, unknowableIn, type Condition } from '../question/conditions.ts'
import { nearestTo } from '../question/closest.ts'
import type { Lexicon } from '../question/lexicon.ts'
import { readPlaces } from '../question/places.ts'
import { readQuestion } from '../question/read-question.ts'
import { READ_PARAMETERS } from '../question/reading.ts'
import { metIn, relax, remembered, respell } from '../store/relax.ts'
import type { ReadCategories } from '../store/vocabulary.ts'

/** `readCategories` remembers the words of categories, so there is one of it in a process. */
const operation = operationsFor<Pick<Services, 'db'> & { readCategories: ReadCategories }>()

const MAX_TEXT = 20_000

const parameter = z.enum([...READ_PARAMETERS, 'q'])

const QuestionCondition = z.object({
  parameter: parameter.openapi({ description: 'Of GET /api/blogs; q for words that are no other' }),
  value: z.string(),
  words: z.string().openapi({ description: 'The words of the question that it was read from' }),
})

const BlogQuestion = z
  .object({
    question: z.string().openapi({ description: 'As it was read: at most 40 words' }),
    is_cut: z.boolean(),
    conditions: z.array(QuestionCondition).openapi({ description: 'All of the question' }),
    dropped: z.array(QuestionCondition).openapi({
      description:
        'Left out, because no creator meets them together with the others, or because gramd ' +
        'does not know such things (prices, posts without advertising)',
    }),
    filter: z
      .partialRecord(parameter, z.string())
      .openapi({ description: 'Parameters of GET /api/blogs, without what was left out' }),
    closest: z.array(QuestionCondition).openapi({
      description: 'What the words may mean, when no creator has any of them',
    }),
  })
  .openapi('BlogQuestion')

/** More words than these are no question. */
const MAX_UNKNOWN = 4

/** Suggests what words may mean that no creator has. */
const closestIn = (conditions: readonly Condition[], categories: Lexicon) =>
  conditions
    .filter(({ parameter: name }) => name === 'q')
    .slice(0, MAX_UNKNOWN)
    .flatMap(({ value, words }) => {
      const closest = nearestTo(value, categories)
      return closest ? [{ ...closest, words }] : []
    })

const viewOf = ({ parameter: name, value, words }: Condition) => ({
  parameter: name,
  value,
  words,
})

export const questionOperations = {
  readBlogQuestion: operation.get({
    path: '/api/blogs/question',
    access: 'creators:read',
    assistant: { tool: true },
    summary: 'Read a question of people as a filter of creators',
    description:
      'Reads categories, cities, languages, numbers and sizes in English, Russian and Kazakh, ' +
      'in any form and in Latin or Cyrillic letters; other words become q. Where no creator ' +
      'meets all of it, the last word or reading is left out, and more where that is not ' +
      'enough. docs/search.md',
    query: z.strictObject({
      q: z
        .string()
        .trim()
        .min(1)
        .max(MAX_TEXT)
        .openapi({ description: 'Any text', example: 'mothers in Almaty 5k+' }),
    }),
    answer: BlogQuestion,
    success: 'How it was read',
    async run({ query: { q } }, { db, readCategories }) {
      const categories = await readCategories()
      const reading = readQuestion(q, { categories, places: readPlaces })
      const unknowable = unknowableIn(reading)
      const isMet = remembered(metIn(db))
      const conditions = await respell(conditionsOf(reading, categories), isMet)
      const { conditions: met, dropped } = await relax(conditions, isMet)
      const isUnknown = conditions.length > 0 && !(await isMet(met))
      return {
        question: reading.question,
        is_cut: reading.isCut,
        conditions: [...conditions, ...unknowable].map(viewOf),
        dropped: [...dropped, ...unknowable].map(viewOf),
        filter: filterOf(met),
        closest: isUnknown ? closestIn(conditions, categories) : [],
      }
    },
  }),
}
