import { ConflictError } from '../../../base/errors.ts'
import { ForbiddenError } from '../../../http/errors.ts'
import type { Principal } from '../../../http/access/principal.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { booleanText, pageOf } from '../../../http/pagination.ts'
import { z } from '../../../http/router.ts'
import { ListReference } from '../../lists/index.ts'
import { CreatorReference } from '../../scrape/index.ts'
import type { Services } from '../../services.ts'
import { NewsView, viewNews } from '../news-view.ts'
import { NEWS_KINDS } from '../../../creators/news-kinds.ts'
import { markAllRead, markRead, markUnread, newsQuery } from '../store/reads.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const NO_USER = 'The token is not of a user'

/**
 * The user who has read; the service reads nothing. Throws ConflictError, and ForbiddenError for
 * people who may not read lists.
 */
function readerOf({ user, scopes }: Principal): string {
  if (!scopes.includes('lists:read')) throw new ForbiddenError('lists:read')
  if (!user) throw new ConflictError('this token is not of a user')
  return user.id
}

const NewsParams = z.strictObject({ id: z.uuid() })
const WhatIsRead = z.strictObject({ list: ListReference.optional() }).openapi('WatchNewsToRead')

export const newsOperations = {
  listWatchNews: operation.list({
    path: '/api/watches/news',
    access: 'lists:read',
    summary: 'News of watched lists, the newest first',
    filter: {
      list: ListReference.optional().openapi({ description: 'Only of this list' }),
      blog: CreatorReference.optional().openapi({ description: 'Only about this creator' }),
      kind: z.enum(NEWS_KINDS).optional().openapi({ description: 'Only of this kind' }),
      unread: booleanText.optional().openapi({ description: 'true for what you have not read' }),
      since: z.iso
        .datetime({ offset: true })
        .transform((text) => new Date(text))
        .optional()
        .openapi({ type: 'string', format: 'date-time', description: 'Found since then' }),
    },
    answer: pageOf(NewsView),
    success: 'A page of news',
    key: z.tuple([z.uuid()]),
    async run({ query, page }, { db }, { principal: { user } }) {
      const { list, blog, kind, unread = false, since } = query
      const filter = { listId: list, blogId: blog, kinds: kind && [kind], unread, since }
      const place = { limit: page.take, before: page.after?.[0] ?? null }
      const { rows } = await newsQuery(user?.id ?? null, filter, place).execute(db)
      return page.cut(rows, ({ id }) => [id], viewNews)
    },
  }),

  readAllWatchNews: operation.act({
    path: '/api/watches/news/read-all',
    access: 'signed-in',
    summary: 'Mark the news of a list, or of all lists, as read by you',
    body: WhatIsRead,
    success: 'Read',
    refusals: { 409: NO_USER },
    run: async ({ body }, { db }, { principal }) =>
      await markAllRead(db, readerOf(principal), body.list),
  }),

  readWatchNews: operation.act({
    path: '/api/watches/news/{id}/read',
    access: 'signed-in',
    summary: 'Mark one piece of news as read by you',
    params: NewsParams,
    success: 'Read',
    refusals: { 404: 'No such news', 409: NO_USER },
    run: async ({ params }, { db }, { principal }) =>
      await markRead(db, readerOf(principal), params.id),
  }),

  unreadWatchNews: operation.act({
    path: '/api/watches/news/{id}/unread',
    access: 'signed-in',
    summary: 'Take back that you have read one piece of news; not what you read all at once',
    params: NewsParams,
    success: 'Not read',
    refusals: { 409: NO_USER },
    run: async ({ params }, { db }, { principal }) =>
      await markUnread(db, readerOf(principal), params.id),
  }),
}
