import { expect, test } from '../../fixtures/test.ts'
import { aPicture, startOfficialWorld } from './official-world.ts'
import { Post, startPostsWorld } from './posts-world.ts'

const PLACE = { platform_id: '1234', name: 'Bakery', address: 'Abay Ave 1', lat: 43.24, lng: 76.92 }

test('alt text, tags, place and co-authors reach Meta', async ({ db }) => {
  const world = await startOfficialWorld(db)
  const tags = [{ username: 'baker', x: 0.25, y: 0.5 }]
  const [file] = await world.media(await aPicture('teal'))
  const id = await world.draft({
    caption: 'Bread',
    media: [{ ...file, alt_text: 'A loaf', user_tags: tags }],
    location: PLACE,
    collaborators: ['miller'],
    accounts: world.accounts,
  })
  await world.send('POST', `/api/posts/${id}/publish`)
  await world.publishAll()
  expect(await world.get(`/api/posts/${id}`, Post)).toMatchObject({ status: 'completed' })
  expect(world.published()).toMatchObject([
    {
      source: {
        details: { altText: 'A loaf', location: '1234', userTags: tags, collaborators: ['miller'] },
      },
    },
  ])
})

test('alt text, tags, place and co-authors reach Instagram', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const { world: people } = world.sim
  const [tagged, author] = [people.creatorAt(1), people.creatorAt(2)]
  const id = await world.draft({
    caption: 'Bread',
    media: [
      {
        upload_id: await world.picture(),
        alt_text: 'A loaf',
        user_tags: [{ username: tagged.username, x: 0.25, y: 0.5 }],
      },
    ],
    location: PLACE,
    collaborators: [author.username],
    accounts: world.accounts,
  })
  await world.send('POST', `/api/posts/${id}/publish`)
  await world.publishAll()
  expect(await world.get(`/api/posts/${id}`, Post)).toMatchObject({ status: 'completed' })
  const [post] = world.sim.control.published(world.usernames[0] ?? '')
  expect(post?.form).toMatchObject({
    custom_accessibility_caption: 'A loaf',
    location: expect.stringContaining('"facebook_places_id":"1234"'),
    invite_coauthor_user_ids: [author.pk],
    usertags: expect.stringContaining(tagged.pk),
  })
})

test('a post that names nobody at Instagram says whom, and what to do', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const id = await world.draft({
    caption: 'Bread',
    media: [
      {
        upload_id: await world.picture(),
        user_tags: [{ username: 'nobody.of.this.name', x: 0.25, y: 0.5 }],
      },
    ],
    accounts: world.accounts,
  })
  await world.send('POST', `/api/posts/${id}/publish`)
  await world.publishAll()
  const message = expect.stringContaining('no account @nobody.of.this.name, which the post tags')
  expect(await world.executions(id)).toMatchObject([
    { status: 'failed', error: { class: 'order_refused', message } },
  ])
  const account = await db
    .selectFrom('publishing_accounts')
    .select('failed_attempts')
    .executeTakeFirstOrThrow()
  expect(account.failed_attempts).toBe(0)
})
