import { fault } from '../../../http/fault.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { booleanText, pageOf } from '../../../http/pagination.ts'
import { z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { CategoryReference, TopicText } from '../category-fields.ts'
import {
  decideTopics,
  ignoreTopic,
  listUnknownTopics,
  mapTopic,
  unignoreTopic,
} from '../store/unknown-topics.ts'
import { TopicDecision, TopicDecisions, UnknownTopic } from '../topic-view.ts'

const MAX_TOPICS = 200

/** The meaning of topics: a category, or none. */
const meaning = { category: CategoryReference.optional(), ignore: z.boolean().optional() }
const isOneMeaning = (mapping: { category?: unknown; ignore?: unknown }): boolean =>
  (mapping.category === undefined) !== (mapping.ignore === undefined)
const EXPECTED_MEANING = 'expected category or ignore'

const operation = operationsFor<Pick<Services, 'db'>>()

const tags = ['categories']
const noSuchCategory = { 404: 'No such category' }

/** Operations on topics that wait for a person to decide what they mean. */
export const topicOperations = {
  listUnknownTopics: operation.list({
    path: '/api/topics/unknown',
    access: 'creators:read',
    tags,
    summary: 'Topics that fit no category, those of most creators first',
    filter: {
      ignored: booleanText
        .prefault('false')
        .openapi({ description: 'Those that are ignored instead' }),
    },
    answer: pageOf(UnknownTopic),
    success: 'A page of topics',
    key: z.tuple([z.number(), z.string()]),
    async run({ query, page }, { db }) {
      const after = page.after && { creators: page.after[0], term: page.after[1] }
      const filter = { isIgnored: query.ignored, limit: page.take, after }
      return page.cut(
        await listUnknownTopics(db, filter),
        (row) => [row.creators, row.term],
        ({ term: _term, ...row }) => row,
      )
    },
  }),

  mapTopic: operation.act({
    path: '/api/topics/map',
    access: 'creators:write',
    tags,
    summary: 'Say what a topic means',
    description:
      'With `category` it is a synonym of that from now on; with `ignore` true it is in none, ' +
      'and with false it is matched like any other. Also for a topic that was matched ' +
      'wrongly. All creators with the topic get the category at once; topics that were not ' +
      'matched exactly are matched again.',
    body: z
      .strictObject({ topic: TopicText, ...meaning })
      .refine(isOneMeaning, fault('one_of_two', EXPECTED_MEANING))
      .openapi('TopicMeaning'),
    answer: TopicDecision,
    success: 'What it means now',
    refusals: { ...noSuchCategory, 409: 'The topic is the name of a category' },
    async run({ body: { topic, category, ignore } }, { db }) {
      if (category !== undefined) return await mapTopic(db, topic, category)
      return await (ignore ? ignoreTopic(db, topic) : unignoreTopic(db, topic))
    },
  }),

  mapTopics: operation.act({
    path: '/api/topics/bulk',
    access: 'creators:write',
    tags,
    summary: 'Say what many topics mean, up to 200',
    description:
      'As POST /api/topics/map for each of them, at once. Names of categories are left as ' +
      'they are and listed in `refused`.',
    body: z
      .strictObject({ topics: z.array(TopicText).min(1).max(MAX_TOPICS), ...meaning })
      .refine(isOneMeaning, fault('one_of_two', EXPECTED_MEANING))
      .openapi('TopicMeanings'),
    answer: TopicDecisions,
    success: 'What has changed',
    refusals: noSuchCategory,
    async run({ body: { topics, category, ignore } }, { db }) {
      const decided = category ?? (ignore === true ? null : undefined)
      return await decideTopics(db, { topics, category: decided })
    },
  }),
}
