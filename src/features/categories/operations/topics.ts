import { booleanText, cursorFields, cutPage, pageOf, readCursor } from '../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import { CategoryReference, TopicText } from '../category-fields.ts'
import {
  decideTopics,
  ignoreTopic,
  listUnknownTopics,
  mapTopic,
  unignoreTopic,
  TopicDecision,
  TopicDecisions,
  UnknownTopic,
  type UnknownTopicRow,
} from '../store/unknown-topics.ts'

const viewTopic = ({ term: _term, ...row }: UnknownTopicRow) => row

const tags = ['categories']

const unknown = createRoute({
  method: 'get',
  path: '/api/topics/unknown',
  access: 'creators:read',
  operationId: 'listUnknownTopics',
  tags,
  summary: 'Topics that fit no category, those of most creators first',
  request: {
    query: z.strictObject({
      ignored: booleanText
        .prefault('false')
        .openapi({ description: 'Those that are ignored instead' }),
      ...cursorFields,
    }),
  },
  responses: { 200: json('A page of topics', pageOf(UnknownTopic)) },
})

const map = createRoute({
  method: 'post',
  path: '/api/topics/map',
  access: 'creators:write',
  operationId: 'mapTopic',
  tags,
  summary: 'Say what a topic means',
  description:
    'With `category` it is a synonym of that from now on; with `ignore` true it is in none, and with false it is matched like any other. Also for a topic that was matched wrongly. All creators with the topic get the category at once; topics that were not matched exactly are matched again.',
  request: {
    body: jsonBody(
      z
        .strictObject({
          topic: TopicText,
          category: CategoryReference.optional(),
          ignore: z.boolean().optional(),
        })
        .refine(
          ({ category, ignore }) => (category === undefined) !== (ignore === undefined),
          'expected category or ignore',
        )
        .openapi('TopicMeaning'),
    ),
  },
  responses: {
    200: json('What it means now', TopicDecision),
    404: problem('No such category'),
    409: problem('The topic is the name of a category'),
  },
})

const MOST_TOPICS = 200

const mapMany = createRoute({
  method: 'post',
  path: '/api/topics/bulk',
  access: 'creators:write',
  operationId: 'mapTopics',
  tags,
  summary: 'Say what many topics mean, up to 200',
  description:
    'As POST /api/topics/map for each of them, at once. Names of categories are left as they are and listed in `refused`.',
  request: {
    body: jsonBody(
      z
        .strictObject({
          topics: z.array(TopicText).min(1).max(MOST_TOPICS),
          category: CategoryReference.optional(),
          ignore: z.boolean().optional(),
        })
        .refine(
          ({ category, ignore }) => (category === undefined) !== (ignore === undefined),
          'expected category or ignore',
        )
        .openapi('TopicMeanings'),
    ),
  },
  responses: {
    200: json('What has changed', TopicDecisions),
    404: problem('No such category'),
  },
})

/** The topics that wait for somebody to say what they mean. */
export function topicRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(unknown, async (c) => {
    const { ignored, ...page } = c.req.valid('query')
    const [creators, term] = readCursor(page, z.tuple([z.number(), z.string()])) ?? []
    const after = creators === undefined || term === undefined ? undefined : { creators, term }
    const query = { isIgnored: ignored, limit: page.limit + 1, after }
    const rows = await listUnknownTopics(db, query)
    const key = (row: UnknownTopicRow) => [row.creators, row.term]
    return c.json(cutPage(rows, page.limit, { item: viewTopic, key }), 200)
  })
  router.openapi(map, async (c) => {
    const { topic, category, ignore } = c.req.valid('json')
    if (category !== undefined) return c.json(await mapTopic(db, topic, category), 200)
    return c.json(await (ignore ? ignoreTopic(db, topic) : unignoreTopic(db, topic)), 200)
  })
  router.openapi(mapMany, async (c) => {
    const { topics, category, ignore } = c.req.valid('json')
    const meaning = category ?? (ignore === true ? null : undefined)
    return c.json(await decideTopics(db, { topics, category: meaning }), 200)
  })
  return router
}
