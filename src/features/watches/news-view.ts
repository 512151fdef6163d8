import { Timestamp, z } from '../../http/router.ts'
import { NEWS_KINDS } from '../../creators/news-kinds.ts'
import type { NewsRow } from './store/reads.ts'

const number = z.number().optional()
const text = z.string().optional()

/** The figures of news; which there are depends on its kind. */
const NewsDetails = z
  .object({
    before: z.union([z.number(), z.string()]).nullish().openapi({
      description: 'Followers before, or the former username where it is known',
    }),
    now: z.union([z.number(), z.string()]).optional().openapi({
      description: 'Followers now, the value of the post, or the new username',
    }),
    days: number.openapi({ description: 'Between the readings; or of silence' }),
    share: number.openapi({ description: 'The relative change of followers' }),
    usual: z
      .number()
      .nullish()
      .openapi({
        description:
          "The usual change of this creator's followers in as many days, null where too few " +
          'readings say; or the median of the posts before',
      }),
    limit: number.openapi({ description: 'The change that had to be exceeded' }),
    readings: number,
    flag: text.openapi({ description: 'The new risk flag' }),
    status: text.openapi({ description: '`deleted` or `restricted`; of `back`, what it was' }),
    last_post_at: text,
    read_at: text.openapi({ description: 'When the silence was seen' }),
    post: text.openapi({ description: "The platform's id of the post" }),
    code: z.string().nullish().openapi({ description: 'instagram.com/p/<code>' }),
    compared: number.openapi({ description: 'Posts behind the usual value' }),
    is_plays: z
      .boolean()
      .optional()
      .openapi({ description: 'Views, otherwise likes and comments' }),
    brand: text,
    by: text.openapi({ description: '`sponsor`, `brand` or `words`: where the brand is named' }),
    quote: z.string().nullish(),
  })
  .openapi('WatchNewsDetails')

/** Checks the stored figures of news. */
export const viewDetails = (details: unknown) => NewsDetails.parse(details)

export const NewsView = z
  .object({
    id: z.uuid(),
    list: z.object({ id: z.uuid(), name: z.string() }),
    creator: z.object({
      id: z.uuid(),
      username: z.string(),
      full_name: z.string().nullable(),
      avatar_hash: z.string().nullable(),
      follower_count: z.int().nullable(),
    }),
    kind: z.enum(NEWS_KINDS),
    happened_at: Timestamp.openapi({ description: 'Of a post, when it was published' }),
    found_at: Timestamp,
    is_unread: z.boolean(),
    details: NewsDetails,
    trend: z.array(z.number()).openapi({
      description: 'Followers at the last readings, the oldest first; of growth and fall alone',
    }),
    post_picture_hash: z.string().nullable().openapi({ description: 'Of GET /api/media/{hash}' }),
  })
  .openapi('WatchNews')

export const viewNews = ({
  list_id,
  list_name,
  blog_id,
  username,
  full_name,
  avatar_hash,
  follower_count,
  details,
  ...news
}: NewsRow) => ({
  ...news,
  details: viewDetails(details),
  list: { id: list_id, name: list_name },
  creator: { id: blog_id, username, full_name, avatar_hash, follower_count },
})
