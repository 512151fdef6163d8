import {
  countUnread,
  listInbox,
  markAllRead,
  markRead,
  markUnreadAfter,
  markUnread,
  MAX_UNREAD,
  readerOf,
  type InboxRow,
  type Reader,
} from '../../../alerts/inbox-store.ts'
import { ConflictError } from '../../../base/errors.ts'
import type { Principal } from '../../../http/access/principal.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { booleanText, pageOf } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import {
  findPictures,
  type PictureSubject,
  type SubjectPicture,
} from '../../../media/subject-pictures.ts'
import { DECISIONS } from '../decisions.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

/** The facts of an alert about one thing, by name. */
export const AlertFacts = z
  .record(z.string(), z.unknown())
  .openapi({ type: 'object', additionalProperties: true })

const Received = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    cause: z.string(),
    severity: z.enum(['info', 'warning', 'critical']),
    title: z.string(),
    count: z.int().openapi({ description: 'The number of alerts that it sums up' }),
    items: z.array(AlertFacts).openapi({ description: 'The first 20 things that it is about' }),
    picture: z
      .object({
        sha256: z.string().nullable().openapi({ description: 'Of GET /api/media/{hash}' }),
        upload_id: z.uuid().nullable().openapi({ description: 'Of GET /api/uploads/{id}/preview' }),
      })
      .nullable()
      .openapi({ description: 'Of the last thing that it is about, where it is known' }),
    is_own: z.boolean().openapi({ description: 'About something of yours, not of all operators' }),
    is_unread: z.boolean(),
    created_at: Timestamp,
    last_raised_at: Timestamp,
  })
  .openapi('ReceivedNotification')

const READ_UNTIL = 'Everything up to then was read at once; null for nothing'
const InboxRead = z
  .object({ read_until: Timestamp.nullable().openapi({ description: READ_UNTIL }) })
  .openapi('InboxRead')
const InboxReadBefore = z
  .strictObject({ read_until: z.iso.datetime().nullable().openapi({ description: READ_UNTIL }) })
  .openapi('InboxReadBefore')

/** The refusal of what only users have. */
export const NO_USER = 'The token is not of a user'

const Inbox = pageOf(Received)
  .extend({
    unread: z.int().openapi({ description: `Not read yet, at most ${MAX_UNREAD}` }),
    to_decide: z.int().openapi({
      description: `Of those, the ones that wait for a decision, at most ${MAX_UNREAD}`,
    }),
  })
  .openapi('Inbox')

/** The user of a token; the service has no inbox. Throws ConflictError. */
export function userOf({ user }: Principal): string {
  if (!user) throw new ConflictError('this token is not of a user')
  return user.id
}

const readerFor = (principal: Principal): Reader => readerOf(userOf(principal), principal.scopes)

const Items = z.array(AlertFacts)
const view = ({ audience, items, ...row }: InboxRow, picture: SubjectPicture | null) => ({
  ...row,
  items: Items.parse(items),
  picture,
  is_own: audience !== 'operators',
})

const text = z.string().min(1).optional().catch(undefined)
const Pictured = z.object({ post_id: text, media_id: text, account: text, target: text })

/** The subject of the last alert: its picture is shown. */
function picturedIn({ items }: InboxRow): PictureSubject | undefined {
  const item = Pictured.safeParse(Items.parse(items).at(-1)).data
  const name = item?.account ?? item?.target
  if (item?.post_id !== undefined) return { kind: 'post', ref: item.post_id }
  if (item?.media_id !== undefined) return { kind: 'reel', ref: item.media_id }
  return name === undefined ? undefined : { kind: 'username', ref: name.toLowerCase() }
}

/** The operations on the notifications of a user. */
export const inboxOperations = {
  listOwnNotifications: operation.list({
    path: '/api/me/notifications',
    access: 'signed-in',
    summary: 'Your inbox: what is meant for you, newest first',
    description:
      'What is about something of yours reaches you alone; with `notifications:read`, what ' +
      'concerns all operators stands here, too.',
    filter: {
      unread: booleanText.optional().openapi({ description: 'true for what you have not read' }),
      decide: booleanText.optional().openapi({
        description: 'true for what you have not read and waits for a decision',
      }),
    },
    answer: Inbox,
    success: 'A page of the inbox',
    refusals: { 409: NO_USER },
    key: z.tuple([z.uuid()]),
    async run({ query: { unread = false, decide = false }, page }, { db }, { principal }) {
      const reader = readerFor(principal)
      const query = {
        limit: page.take,
        before: page.after?.[0],
        unreadOnly: unread || decide,
        kinds: decide ? DECISIONS : null,
      }
      const rows = await listInbox(db, reader, query)
      const pictureOf = await findPictures(
        db,
        rows.flatMap((row) => picturedIn(row) ?? []),
      )
      const cut = page.cut(
        rows,
        ({ id }) => [id],
        (row) => {
          const subject = picturedIn(row)
          return view(row, subject === undefined ? null : pictureOf(subject))
        },
      )
      const [all, toDecide] = [
        await countUnread(db, reader),
        await countUnread(db, reader, DECISIONS),
      ]
      return { ...cut, unread: all, to_decide: toDecide }
    },
  }),

  readAllNotifications: operation.act({
    path: '/api/me/notifications/read-all',
    access: 'signed-in',
    summary: 'Mark all of your inbox as read',
    answer: InboxRead,
    success: 'Until when all was read before: POST /api/me/notifications/unread-all takes it back',
    refusals: { 409: NO_USER },
    async run(_, { db }, { principal }) {
      const before = await markAllRead(db, userOf(principal))
      return { read_until: before?.toISOString() ?? null }
    },
  }),

  unreadAllNotifications: operation.act({
    path: '/api/me/notifications/unread-all',
    access: 'signed-in',
    summary: 'Take back that you have read all of your inbox; what you read one by one stays read',
    body: InboxReadBefore,
    success: 'Not read',
    refusals: { 409: NO_USER },
    async run({ body: { read_until: until } }, { db }, { principal }) {
      await markUnreadAfter(db, userOf(principal), until === null ? null : new Date(until))
    },
  }),

  readNotification: operation.act({
    path: '/api/me/notifications/{id}/read',
    access: 'signed-in',
    summary: 'Mark a notification as read; another alert of its cause makes it unread again',
    params: z.strictObject({ id: z.uuid() }),
    success: 'Read',
    refusals: { 404: 'No such notification for you', 409: NO_USER },
    run: async ({ params }, { db }, { principal }) =>
      await markRead(db, readerFor(principal), params.id),
  }),

  unreadNotification: operation.act({
    path: '/api/me/notifications/{id}/unread',
    access: 'signed-in',
    summary: 'Take back that you have read a notification; not what you read all at once',
    params: z.strictObject({ id: z.uuid() }),
    success: 'Not read',
    refusals: { 409: NO_USER },
    run: async ({ params }, { db }, { principal }) =>
      await markUnread(db, readerFor(principal), params.id),
  }),
}
