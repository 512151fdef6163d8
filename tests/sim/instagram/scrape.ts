import { z } from 'zod'
import type { Truth } from '../../../sim/instagram/index.ts'
import { signed, type Caller } from './plain-client.ts'
import { readHighlight, readPost, readProfile, readTray } from './reader.ts'

const itemList = z.object({ items: z.array(z.unknown()) })
const reelMap = z.object({ reels: z.record(z.string(), z.unknown()) })
const REELS = 20

/** Everything that the stand-in says about a creator, its first 20 posts and all highlights. */
export async function scrape(ask: Caller, username: string): Promise<Truth> {
  const profile = readProfile((await ask({ path: `users/${username}/usernameinfo/` })).body)
  if (profile.isPrivate) return { profile, posts: [], highlights: [] }
  const feed = await ask({ path: `feed/user/${profile.platformId}/?count=20` })
  const tray = readTray(
    (await ask({ path: `highlights/${profile.platformId}/highlights_tray/` })).body,
  )
  const found: Record<string, unknown> = {}
  for (let at = 0; at < tray.length; at += REELS) {
    const user_ids = tray.slice(at, at + REELS).map(({ id }) => id)
    const reply = await ask({
      path: 'feed/reels_media/',
      form: signed({ user_ids, source: 'profile' }),
    })
    Object.assign(found, reelMap.parse(reply.body).reels)
  }
  return {
    profile,
    posts: itemList.parse(feed.body).items.map((item) => readPost(item, profile.platformId)),
    highlights: tray.map((item) => readHighlight(item, found[item.id])),
  }
}
