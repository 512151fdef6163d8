import type { Client } from 'pg'
import { tracesOf } from '../../../sim/truth/erasure.ts'
import { differencesOf, scrapeFailures } from '../../../sim/truth/judge.ts'
import { readStored } from '../../../sim/truth/stored.ts'
import { startGramdWorld, type GramdWorld } from '../../features/gramd-world.ts'
import { findCreator, isRich, scrape, type Creator } from '../../features/scrape/scrape-world.ts'
import { expect, test } from '../../fixtures/test.ts'
import { withClient } from '../../fixtures/test-server.ts'

const SIZE = { posts: 20, highlights: 100 }

/**
 * Statements that plant a fault, and the fields that the judge must name; `<id>` is a platform id.
 */
const FAULTS: readonly [fault: string, statement: string, fields: readonly string[]][] = [
  ['a rate off by a thousandth', 'update blogs set er = er * 1.001', ['blog er']],
  [
    'a wrong trend',
    `update blogs set engagement_trend = case engagement_trend when 'stable' then 'growing' else 'stable' end`,
    ['blog engagement_trend'],
  ],
  [
    'a bound of the trend off by a little',
    'update blogs set engagement_trend_low = engagement_trend_low + 1e-6',
    ['blog engagement_trend_low'],
  ],
  [
    'a metric of the history off by a little',
    'update blog_snapshots set engagement_spread = engagement_spread * 1.001',
    ['snapshot engagement_spread'],
  ],
  ['a lost metric', 'update blogs set posts_per_week = null', ['blog posts_per_week']],
  [
    'a risk flag without cause',
    "update blogs set risk_flags = '{likes_too_uniform}'",
    ['blog likes_too_uniform'],
  ],
  [
    'an unknown count as 0',
    'update blogs set follower_count = 0',
    ['blog follower_count', 'blog follower_tier'],
  ],
  [
    'a hidden count as 0',
    `update blog_posts set like_count = 0
     where id = (select id from blog_posts where like_count is null limit 1)`,
    ['post <id> like_count'],
  ],
  [
    'a lost post',
    'delete from blog_posts where id = (select id from blog_posts order by taken_at limit 1)',
    ['post <id>'],
  ],
  [
    'a post of another id',
    `update blog_posts set platform_id = '1'
     where id = (select id from blog_posts order by taken_at limit 1)`,
    ['post <id>', 'post <id>'],
  ],
  [
    'a time in the wrong zone',
    `update blog_posts set taken_at = taken_at + interval '1 hour'
     where id = (select id from blog_posts order by taken_at limit 1)`,
    ['post <id> taken_at'],
  ],
  [
    'a lost mention in a story',
    `update blog_highlights set story_mentions = '{}'
     where id = (select id from blog_highlights where story_mentions <> '{}' limit 1)`,
    ['highlight <id> story_mentions'],
  ],
  ['a cut biography', 'update blogs set biography = left(biography, -1)', ['blog biography']],
]

async function judge(client: Client, { sim }: GramdWorld, username: string): Promise<string[]> {
  const stored = (await readStored(client, [username])).get(username)
  if (!stored) throw new Error(`${username} is not stored`)
  expect(scrapeFailures(sim.world, username, stored, SIZE)).toEqual([])
  return differencesOf(sim.world, username, stored, SIZE).map(({ field }) =>
    field.replace(/ \d+/, ' <id>'),
  )
}

/** With some hidden likes, and enough posts for every metric. */
const isTelling =
  ({ sim }: GramdWorld) =>
  (creator: Creator): boolean => {
    if (!isRich(creator) || creator.biography === null) return false
    const posts = sim.world.posts(creator, 0, SIZE.posts)
    const hidden = posts.filter(({ likeCount }) => likeCount === null).length
    return (
      hidden > 0 &&
      hidden < 5 &&
      posts.some(({ tagged }) => tagged.length > 0) &&
      sim.world
        .highlights(creator)
        .some(({ stories }) => stories.some(({ mentions }) => mentions.length > 0))
    )
  }

test('the judge accepts what gramd stores, and names each planted fault', async ({
  db,
  databaseUrl,
}) => {
  const world = await startGramdWorld(db)
  const { username } = findCreator(world, isTelling(world))
  await scrape(db, world, username)

  await withClient(databaseUrl, async (client) => {
    expect(await judge(client, world, username)).toEqual([])
    for (const [fault, statement, fields] of FAULTS) {
      await client.query('begin')
      expect((await client.query(statement)).rowCount, fault).toBe(1)
      expect(await judge(client, world, username), fault).toEqual(fields)
      await client.query('rollback')
    }
  })
})

test('the judge names the table that still contains an erased name', async ({
  db,
  databaseUrl,
}) => {
  const world = await startGramdWorld(db)
  const creator = findCreator(world, isTelling(world))
  await scrape(db, world, creator.username)
  const posts = world.sim.world.posts(creator, 0, SIZE.posts)
  const [person] = posts.flatMap(({ tagged }) => tagged)
  if (!person) throw new Error('no post tags a person')

  await withClient(databaseUrl, async (client) => {
    expect(await tracesOf(client, person)).not.toEqual([])
    await world.services.erasures.erase({ username: person.username })
    expect(await tracesOf(client, person)).toEqual([])

    await client.query(
      `update blog_posts set caption_text = 'Thanks to @' || upper($1) || '.'
       where id = (select id from blog_posts limit 1)`,
      [person.username],
    )
    expect(await tracesOf(client, person)).toEqual([
      `${person.username} is erased, but 1 rows of blog_posts name it`,
    ])
    expect(
      await tracesOf(client, { username: person.username.slice(0, -1), pk: '99999999999' }),
    ).toEqual([])
  })
})
