import type { RowOf } from '../../http/iso-times.ts'
import { Timestamp, z } from '../../http/router.ts'

export const UnknownTopic = z
  .object({
    topic: z.string().openapi({ description: 'As it is most often written' }),
    creators: z.int(),
    primary_creators: z.int().openapi({ description: 'Creators with this primary topic' }),
    first_seen_at: Timestamp,
    last_seen_at: Timestamp,
    example_blog_ids: z.array(z.uuid()).openapi({ description: 'Up to three, last seen first' }),
    example_usernames: z.array(z.string()).openapi({ description: 'The same by name' }),
  })
  .openapi('UnknownTopic')
export type UnknownTopicRow = { term: string } & RowOf<
  z.output<typeof UnknownTopic>,
  'first_seen_at' | 'last_seen_at'
>

/** The meaning of a topic from now on. */
export const TopicDecision = z
  .object({
    topic: z.string(),
    category: z.string().nullable(),
    is_ignored: z.boolean(),
    creators: z.int().openapi({ description: 'Who got other categories by it' }),
  })
  .openapi('TopicDecision')
export type TopicDecision = z.output<typeof TopicDecision>

/** The meaning of many topics from now on. */
export const TopicDecisions = z
  .object({
    topics: z.int().openapi({ description: 'Of which it was decided, each once' }),
    creators: z.int().openapi({ description: 'Who got other categories by it' }),
    category: z.string().nullable(),
    refused: z
      .array(z.object({ topic: z.string(), reason: z.string() }))
      .openapi({ description: 'Left as they are: names of categories' }),
  })
  .openapi('TopicDecisions')
export type TopicDecisions = z.output<typeof TopicDecisions>
