import { Timestamp, z } from '../../http/router.ts'
import { OfficialNumbers } from '../own-media/index.ts'

const words = (description: string) => z.array(z.string()).openapi({ description })

export const StoryView = z
  .object({
    id: z.uuid(),
    blog_id: z.uuid(),
    username: z.string(),
    full_name: z.string().nullable(),
    avatar_hash: z.string().nullable().openapi({
      description: 'Of the stored picture, which is GET /api/media/{hash}',
    }),
    platform_id: z.string().openapi({ description: "Instagram's id of the story" }),
    taken_at: Timestamp.openapi({ description: 'When it was published' }),
    expires_at: Timestamp.openapi({ description: 'When Instagram stops to show it' }),
    first_met_at: Timestamp.openapi({ description: 'When a reading first met it' }),
    last_met_at: Timestamp.openapi({ description: 'When a reading last met it' }),
    is_live: z.boolean().openapi({
      description: 'It has not expired; its creator may have deleted it since `last_met_at`',
    }),
    media_type: z.enum(['photo', 'video', 'album', 'unknown']),
    picture_hash: z.string().nullable().openapi({
      description:
        'The picture, of a video its cover: GET /api/media/{hash}; null when there was none',
    }),
    mentions: words('Usernames of mentioned people'),
    links: words('Links of stickers'),
    hashtags: words('Hashtags of stickers, in lower case'),
    stickers: words('Questions, answers and titles of stickers'),
  })
  .openapi('Story')

/** One story, with the numbers that Meta counted for its owner. */
export const StoryDetail = StoryView.extend({ official: OfficialNumbers }).openapi('StoryDetail')

export const StoryListView = z
  .object({
    list_id: z.uuid(),
    name: z.string(),
    is_campaign: z.boolean().openapi({
      description: "A running campaign's agreed creators are read without being asked for",
    }),
    since: Timestamp.nullable().openapi({
      description: 'Since when the list asks for stories; null: it does not',
    }),
    members: z.int(),
    stories: z.int().openapi({ description: 'Stored stories of its creators' }),
  })
  .openapi('StoryList')
