import { operationsFor } from '../../../../http/operations/verbs.ts'
import { z } from '../../../../http/router.ts'
import { tags } from '../../groups/group-view.ts'
import { captionLanguage } from '../caption-language.ts'
import { Fields, LanguageGuess, viewGuess } from '../post-view.ts'

const operation = operationsFor<unknown>()

/** The language of a caption that is being written. */
export const languageOperations = {
  guessCaptionLanguage: operation.act({
    path: '/api/caption-language',
    access: 'publishing:write',
    tags,
    // The page asks while a person types.
    changesNothing: true,
    summary: 'Which language a caption is in, as gramd reads it while it is written',
    description: 'With its first comment, if it has one. Nothing is stored.',
    body: z
      .strictObject({
        caption: Fields.caption,
        first_comment: Fields.comment.nullable().default(null),
      })
      .openapi('CaptionToGuess'),
    answer: z
      .object({
        needed: z.boolean().openapi({
          description: 'False for a caption of emoji, hashtags, mentions and links alone',
        }),
        guess: LanguageGuess.nullable(),
      })
      .openapi('CaptionLanguage'),
    success: 'What gramd reads',
    async run({ body }) {
      const written = { ...body, language: null }
      const { isNeeded: needed } = captionLanguage(written)
      return await Promise.resolve({ needed, guess: viewGuess(written) })
    },
  }),
}
