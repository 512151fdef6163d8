import { NoSuchRecordError } from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { booleanText, pageOf } from '../../../http/pagination.ts'
import { problem, z } from '../../../http/router.ts'
import { findMedia } from '../../../media/media-store.ts'
import { ListReference } from '../../lists/index.ts'
import { showOfficial } from '../../own-media/index.ts'
import { CreatorReference } from '../../scrape/index.ts'
import type { Services } from '../../services.ts'
import { findOfficial, findStory, listStories } from '../store/list.ts'
import { getStoryList, setStoryList } from '../store/lists.ts'
import { StoryDetail, StoryListView, StoryView } from '../story-view.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const StoryParams = z.strictObject({ id: z.uuid() })
const ListParams = z.strictObject({ list: ListReference })

const moment = z.iso
  .datetime({ offset: true, error: 'expected a time with its zone, as 2026-12-31T00:00:00Z' })
  .transform((text) => new Date(text))
  .openapi({ type: 'string', format: 'date-time' })

export const storyOperations = {
  listStories: operation.list({
    path: '/api/stories',
    access: 'creators:read',
    summary: 'Stored stories, newest first',
    description:
      'Of creators of running campaigns, and of lists that ask for stories; none of private ' +
      'profiles. Retention is GRAMD_STORY_RETENTION_DAYS.',
    filter: {
      creator: CreatorReference.optional().openapi({ description: 'Of this creator' }),
      list: ListReference.optional().openapi({ description: 'Of the creators of this list' }),
      campaign: ListReference.optional().openapi({
        description: 'Of the agreed creators of this campaign',
      }),
      live: booleanText.optional().openapi({ description: 'Those that Instagram may still show' }),
      since: moment.optional().openapi({ description: 'Published at or after this time' }),
      until: moment.optional().openapi({ description: 'Published before this time' }),
    },
    answer: pageOf(StoryView),
    success: 'A page of stories',
    key: z.tuple([z.iso.datetime(), z.uuid()]),
    async run({ query: { creator, list, campaign, live, since, until }, page }, { db }) {
      const [takenAt, id] = page.after ?? []
      const rows = await listStories(db, {
        blogId: creator,
        listId: campaign ?? list,
        isCampaign: campaign !== undefined,
        isLive: live,
        since,
        until,
        limit: page.take,
        after: takenAt !== undefined && id !== undefined ? { takenAt, id } : undefined,
      })
      return page.cut(rows, (row) => [row.taken_at.toISOString(), row.id])
    },
  }),

  getStory: operation.get({
    path: '/api/stories/{id}',
    access: 'creators:read',
    summary: 'One stored story, with Meta’s numbers where its account is connected',
    params: StoryParams,
    answer: StoryDetail,
    success: 'The story',
    refusals: { 404: 'No such story, or none any more' },
    async run({ params: { id } }, { db }) {
      const story = await findStory(db, id)
      if (!story) throw noSuchStory(id)
      return { ...story, official: showOfficial(await findOfficial(db, id)) }
    },
  }),

  getStoryPicture: operation.raw({
    method: 'get',
    path: '/api/stories/{id}/picture',
    access: 'creators:read',
    summary: 'The picture of a story; of a video its cover',
    params: StoryParams,
    responses: {
      200: {
        description: 'The picture, a JPEG of at most 512 px on each side',
        content: { 'image/jpeg': { schema: z.string().openapi({ format: 'binary' }) } },
      },
      404: problem('There is no such story, or it has no picture'),
    },
    async run({ params: { id } }, { db }, { http }) {
      const hash = (await findStory(db, id))?.picture_hash
      const bytes = hash === null || hash === undefined ? undefined : await findMedia(db, hash)
      if (bytes === undefined) throw noSuchStory(id)
      return http.body(new Uint8Array(bytes), 200, {
        'content-type': 'image/jpeg',
        // Shared caches must not keep the pictures of people.
        'cache-control': 'private, max-age=86400',
      })
    },
  }),
}

export const storyListOperations = {
  getStoryList: operation.get({
    path: '/api/story-lists/{list}',
    tags: ['stories'],
    access: 'lists:read',
    summary: 'Whether the stories of a list are stored',
    params: ListParams,
    answer: StoryListView,
    success: 'What the list asks for',
    refusals: { 404: 'No such list' },
    run: async ({ params: { list } }, { db }) => await getStoryList(db, list),
  }),

  storeListStories: operation.act({
    method: 'put',
    path: '/api/story-lists/{list}',
    tags: ['stories'],
    access: 'lists:write',
    summary: "Store the stories of a list's creators from now on",
    description:
      'Each creator is then read GRAMD_READINGS_PER_DAY times a day: one request for the ' +
      'profile, and one while a story is live.',
    params: ListParams,
    answer: StoryListView,
    success: 'What the list asks for',
    refusals: { 404: 'No such list' },
    run: async ({ params: { list } }, { db }) => await setStoryList(db, list, true),
  }),

  ignoreListStories: operation.remove({
    path: '/api/story-lists/{list}',
    tags: ['stories'],
    access: 'lists:write',
    summary: 'Store the stories of a list no longer; those that are stored stay',
    params: ListParams,
    refusals: { 404: 'No such list' },
    async run({ params: { list } }, { db }) {
      await setStoryList(db, list, false)
    },
  }),
}

const noSuchStory = (id: string): NoSuchRecordError => new NoSuchRecordError(`no story ${id}`)
