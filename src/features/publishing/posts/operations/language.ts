import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  z,
  type Router,
} from '../../../../http/router.ts'
import { tags } from '../../groups/group-view.ts'
import { captionLanguage } from '../caption-language.ts'
import { Fields, LanguageGuess, viewGuess } from '../post-view.ts'

const guess = createRoute({
  method: 'post',
  path: '/api/caption-language',
  access: 'publishing:write',
  operationId: 'guessCaptionLanguage',
  tags,
  summary: 'Which language a caption is in, as gramd reads it while it is written',
  description: 'With its first comment, if it has one. Nothing is stored.',
  request: {
    body: jsonBody(
      z
        .strictObject({
          caption: Fields.caption,
          first_comment: Fields.comment.nullable().default(null),
        })
        .openapi('CaptionToGuess'),
    ),
  },
  responses: {
    200: json(
      'What gramd reads',
      z
        .object({
          needed: z.boolean().openapi({
            description: 'False for a caption of emoji, hashtags, mentions and links alone',
          }),
          guess: LanguageGuess.nullable(),
        })
        .openapi('CaptionLanguage'),
    ),
  },
})

/** The language of a caption that is being written. */
export const languageRoutes = (): Router =>
  createRouter().openapi(guess, (c) => {
    const written = { ...c.req.valid('json'), language: null }
    return c.json({ needed: captionLanguage(written).isNeeded, guess: viewGuess(written) }, 200)
  })
