import { operationsFor } from '../../../../http/operations/verbs.ts'
import { z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { tags } from '../../groups/group-view.ts'
import { COLUMNS, MAX_CARDS, MAX_COUNT, readBoard } from '../store/board.ts'
import { withPictures } from '../store/with-pictures.ts'
import { AgendaPost } from './agenda.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const count = z.int().openapi({ description: `${MAX_COUNT}: there may be more` })

/** The posts by what they need. */
export const boardOperations = {
  getPublishingBoard: operation.get({
    path: '/api/publishing-board',
    access: 'publishing:read',
    tags,
    summary: 'The posts to confirm, scheduled, published and in trouble, each with its first ones',
    description:
      '`published` has those of seven days; `trouble` has the failures of 14 days, and the posts ' +
      'that missed their time. GET /api/posts has all.',
    answer: z
      .object({
        columns: z.array(
          z.object({
            name: z.enum(COLUMNS),
            count,
            posts: z.array(AgendaPost).openapi({
              description: `At most ${MAX_CARDS}: the next ones first, then the newest`,
            }),
          }),
        ),
        drafts: count,
      })
      .openapi('PublishingBoard'),
    success: 'The board',
    async run(_, { db }) {
      const { columns, drafts } = await readBoard(db)
      const pictured = columns.map(async ({ posts, ...column }) => ({
        ...column,
        posts: await withPictures(db, posts),
      }))
      return { columns: await Promise.all(pictured), drafts }
    },
  }),
}
