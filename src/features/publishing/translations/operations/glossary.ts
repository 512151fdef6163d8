import { fault } from '../../../../http/fault.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { Timestamp, z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { listGlossaries, writeGlossary, type PairGlossary } from '../store/glossary.ts'
import { isHashtag } from '../glossary.ts'
import { tokensOf } from '../../../../creators/caption-tokens.ts'
import { Language, tags } from '../translation-view.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const MAX_ENTRIES = 1_000

const Term = z
  .string()
  .transform((text) => text.normalize('NFC').trim())
  .refine(
    (text) => text !== '' && text.length <= 100 && !/\p{Cc}/u.test(text),
    fault('not_a_line', 'expected 1 to 100 characters on one line', { max: 100 }),
  )
  .refine(
    (text) => isHashtag(text) || tokensOf(text).every(({ kind }) => kind === 'emoji'),
    fault(
      'not_a_term',
      'expected a word or one hashtag: links, mentions and prices stay as they are anyway',
    ),
  )
  .openapi({ type: 'string', minLength: 1, maxLength: 100 })

const Entry = z
  .strictObject({ term: Term, translation: Term })
  .refine(
    ({ term, translation }) => isHashtag(term) === isHashtag(translation),
    fault('not_a_term', 'expected a hashtag for a hashtag, and a word for a word'),
  )
  .openapi('GlossaryEntry')

const GlossaryView = z
  .object({
    from: z.string(),
    to: z.string(),
    version: z.int(),
    entries: z.array(z.object({ term: z.string(), translation: z.string() })),
    updated_at: Timestamp.nullable(),
  })
  .openapi('Glossary')

const GlossaryChange = z
  .strictObject({
    from: Language,
    to: Language,
    entries: z
      .array(Entry)
      .max(MAX_ENTRIES)
      .refine(
        (entries) => new Set(entries.map(({ term }) => term)).size === entries.length,
        fault('given_twice', 'has a term twice'),
      ),
    version: z.int().min(0).optional().openapi({
      description: 'The version that was changed; 409 when another is stored by now',
    }),
  })
  .openapi('GlossaryChange')

export const glossaryOperations = {
  getGlossary: operation.get({
    path: '/api/glossary',
    access: 'publishing:read',
    tags,
    summary: 'The glossary: how terms and hashtags are said in another language',
    query: z.strictObject({ from: Language.optional(), to: Language.optional() }),
    answer: z.object({ data: z.array(GlossaryView) }),
    success: 'The entries by pair of languages',
    run: async ({ query }, { db }) => ({ data: (await listGlossaries(db, query)).map(viewPair) }),
  }),

  putGlossary: operation.act({
    method: 'put',
    path: '/api/glossary',
    access: 'publishing:write',
    tags,
    summary: 'Replace the glossary of a pair of languages',
    description:
      'A term in lower case is found in any case, one with a capital only as it is written. ' +
      'Captions of this pair are translated again from now on; corrections stay.',
    body: GlossaryChange,
    answer: GlossaryView,
    success: 'The glossary of the pair',
    refusals: { 409: 'Another version is stored by now' },
    async run({ body }, { db }) {
      const { entries, version, ...pair } = body
      const written = await db
        .transaction()
        .execute(async (tx) => await writeGlossary(tx, pair, entries, version))
      return viewPair(written)
    },
  }),
}

const viewPair = (glossary: PairGlossary) => ({
  ...glossary,
  entries: glossary.entries.map(({ term, translation }) => ({ term, translation })),
})
