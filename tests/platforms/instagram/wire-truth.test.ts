import { expect, test } from 'vitest'
import { decodeBody } from '../../../src/platforms/instagram/transport/answer.ts'
import {
  readHighlights,
  readStories,
} from '../../../src/platforms/instagram/answers/highlights-answer.ts'
import { readLiveStories } from '../../../src/platforms/instagram/answers/live-stories-answer.ts'
import { readPosts } from '../../../src/platforms/instagram/answers/posts-answer.ts'
import { readProfile } from '../../../src/platforms/instagram/answers/profile-answer.ts'
import { storiesTruthOf, truthOf } from '../../../sim/instagram/truth.ts'
import { encodeJson } from '../../../sim/instagram/wire/json.ts'
import { liveReelOf } from '../../../sim/instagram/wire/live-story.ts'
import { mediaOf } from '../../../sim/instagram/wire/media.ts'
import { reelOf, trayItem } from '../../../sim/instagram/wire/reel.ts'
import { userInfo } from '../../../sim/instagram/wire/user.ts'
import type { Creator } from '../../../sim/instagram/world/creator.ts'
import { createWorld } from '../../../sim/instagram/world/world.ts'
import { whole } from './whole.ts'

/** Without sockets between, so that there is time for many. */
const CREATORS = 150
const SEED = 'wire truth'
const world = createWorld({
  seed: SEED,
  creators: 100_000,
  epoch: Date.UTC(2026, 0, 1),
  shapes: true,
})
const shapes = { seed: SEED }
const sent = (body: object): unknown => decodeBody(encodeJson(body))

/** What the readers make of the stand-in's answers about a creator. */
function readAll(creator: Creator) {
  const profile = readProfile(sent({ user: userInfo(creator, shapes) }))
  if (creator.isPrivate) return { profile, posts: [], highlights: [] }
  const items = world.posts(creator, 0, 33).map((post) => mediaOf(post, shapes))
  const own = world.highlights(creator)
  const tray = readHighlights(sent({ tray: own.map((each) => trayItem(each, shapes)) }), whole)
  const reels = Object.fromEntries(own.map((each) => [each.pk, reelOf(each, shapes)]))
  const stories = readStories(sent({ reels }), whole)
  return {
    profile,
    posts: readPosts(sent({ items }), creator.pk, whole).posts,
    highlights: tray.highlights.map((highlight) => {
      const found = stories.find(({ highlightId }) => highlightId === highlight.platformId)
      const { mentions, locations, links } = found ?? {}
      return { ...highlight, mentions, locations, links, storiesRead: true }
    }),
  }
}

test(`of ${CREATORS} creators in every shape, field by field the truth is read`, () => {
  for (let at = 0; at < CREATORS; at++) {
    const creator = world.creatorAt(at * 397)
    if (creator.isDeleted) continue
    const truth = truthOf(world, creator.username, { posts: 33 })
    expect(readAll(creator), creator.username).toEqual(truth)
  }
})

test('of 2,000 creators in every shape, their live stories are read as they are', () => {
  const at = new Date(world.epoch)
  const kinds = { mentions: 0, links: 0, hashtags: 0, stickers: 0, videos: 0 }
  for (let index = 0; index < 2_000; index++) {
    const creator = world.creatorAt(index)
    if (creator.isPrivate || creator.isDeleted) continue
    const stories = world.stories(creator, at.getTime())
    const reel = stories.length === 0 ? null : liveReelOf(creator, stories, shapes)
    const read = readLiveStories(sent({ reel }), creator.pk, whole).stories
    expect(read, creator.username).toEqual(storiesTruthOf(world, creator.username, at))
    for (const story of read) {
      kinds.mentions += story.mentions.length
      kinds.links += story.links.length
      kinds.hashtags += story.hashtags.length
      kinds.stickers += story.stickers.length
      kinds.videos += Number(story.mediaType === 'video')
    }
  }
  expect(Math.min(...Object.values(kinds))).toBeGreaterThan(50)
})
