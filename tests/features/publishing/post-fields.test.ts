import { sql } from 'kysely'
import { POST_FIELD_NAMES } from '../../../src/features/publishing/fields/posts.ts'
import { NewPost, PostView } from '../../../src/features/publishing/posts/post-view.ts'
import { expect, test } from '../../fixtures/test.ts'

test('a new post may leave out every field, and then has the values of the table of fields', () => {
  expect(NewPost.parse({})).toEqual({
    caption: '',
    language: null,
    as_is: [],
    requires_review: false,
    is_urgent: false,
    first_comment: null,
    location: null,
    collaborators: [],
    shares_to_feed: true,
    cover_at_ms: null,
    cover_upload_id: null,
    media: [],
    groups: [],
    accounts: [],
  })
})

test('every field of the table is a column of posts, and in each answer', async ({ db }) => {
  const { rows } = await sql<{ name: string }>`
    select column_name as name from information_schema.columns where table_name = 'posts'`.execute(
    db,
  )
  expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining([...POST_FIELD_NAMES]))
  expect(Object.keys(PostView.shape)).toEqual(expect.arrayContaining([...POST_FIELD_NAMES]))
})
