import { invalidField } from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { booleanText, pageOf } from '../../../http/pagination.ts'
import { z } from '../../../http/router.ts'
import { getList, ListReference } from '../../lists/index.ts'
import type { Services } from '../../services.ts'
import type { Passwords } from '../../users/index.ts'
import { DEFAULT_DAYS, MAX_DAYS, sharePath } from '../fields/share.ts'
import { NewShare, ShareRequest, ShareView, tags } from '../share-view.ts'
import { createShare, getShare, listShares, revokeShare } from '../store/shares.ts'
import { findSubject, requireMaker } from './subject.ts'

export type ShareParts = Pick<Services, 'db' | 'config' | 'clock'> & { passwords: Passwords }

const operation = operationsFor<ShareParts>()

/** People who may make one kind of link see all of them: links are the team's. */
const access = { either: ['lists:write', 'creators:write'] } as const
const params = z.strictObject({ id: z.uuid() })
const refusals = { 404: 'No such link' }
const DAY_MS = 86_400_000

export const shareOperations = {
  listShares: operation.list({
    path: '/api/shares',
    access,
    tags,
    summary: 'Links to reports and addresses of CSV, the newest first',
    filter: {
      list: ListReference.optional(),
      open: booleanText.optional().openapi({ description: 'Those that work, or the others' }),
    },
    hasOffset: true,
    answer: pageOf(ShareView),
    success: 'A page of links',
    key: z.tuple([z.uuid()]),
    async run({ query: { list, open }, page }, { db }) {
      const listId = list === undefined ? undefined : (await getList(db, list)).id
      const rows = await listShares(db, {
        ...(listId !== undefined && { listId }),
        ...(open !== undefined && { isOpen: open }),
        limit: page.take,
        offset: page.offset,
        after: page.after?.[0],
      })
      return page.cut(rows, ({ id }) => [id])
    },
  }),

  createShare: operation.act({
    path: '/api/shares',
    access,
    tags,
    summary: 'Make a link to a report, or an address of CSV',
    description:
      'Needs the scope to write what it shows: `lists:write` for a list or a campaign, ' +
      '`creators:write` for creators and views, and `exports:read` for a CSV. The address has ' +
      'the secret, which is shown this once; Idempotency-Key is not honoured. docs/sharing.md',
    body: ShareRequest,
    status: 201,
    answer: NewShare,
    success: 'The link with its address',
    refusals: { 404: 'No such list' },
    hasSecret: true,
    async run({ body }, { db, config, clock, passwords }, { principal, http }) {
      requireMaker(principal, body)
      const endsAt = endOf(body.ends_at, clock.now())
      const userId = principal.user?.id ?? null
      const subject = await findSubject(db, body, userId)
      const passwordHash = body.password === undefined ? null : await passwords.hash(body.password)
      const { kind, rows: csvRows, show_prices: showPrices, language = null } = body
      const { id, token } = await db.transaction().execute(
        async (tx) =>
          await createShare(tx, {
            ...subject,
            kind,
            csvRows,
            subject: body.subject,
            showPrices,
            language,
            passwordHash,
            endsAt,
            createdBy: userId,
          }),
      )
      const path = sharePath(token, kind)
      const url = new URL(path, config.publicUrl ?? http.req.url).href
      return { ...(await getShare(db, id)), path, url }
    },
  }),

  getShare: operation.get({
    path: '/api/shares/{id}',
    access,
    tags,
    summary: 'One link, without its secret',
    params,
    answer: ShareView,
    success: 'The link',
    refusals,
    run: async ({ params: { id } }, { db }) => await getShare(db, id),
  }),

  revokeShare: operation.act({
    path: '/api/shares/{id}/revoke',
    access,
    tags,
    summary: 'End a link at once',
    description: 'Needs the scope that making it needs. One that has ended stays as it is.',
    params,
    answer: ShareView,
    success: 'The link',
    refusals,
    async run({ params: { id } }, { db }, { principal }) {
      const { subject } = await getShare(db, id)
      requireMaker(principal, { subject, kind: 'page' })
      await revokeShare(db, id)
      return await getShare(db, id)
    },
  }),
}

/** Throws InvalidInputError for a time that is past or too far away. */
function endOf(endsAt: Date | undefined, now: Date): Date {
  if (endsAt === undefined) return new Date(now.getTime() + DEFAULT_DAYS * DAY_MS)
  if (endsAt <= now) throw invalidField('ends_at', 'is in the past', { code: 'in_the_past' })
  if (endsAt.getTime() > now.getTime() + MAX_DAYS * DAY_MS)
    throw invalidField('ends_at', 'is more than a year away', { code: 'too_far' })
  return endsAt
}
