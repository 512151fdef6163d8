import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { makeMovie } from '../files/make-movie.ts'
import { makePicture } from '../instagram/cdn/picture.ts'
import { markOf } from './accounts.ts'
import type { PublishingWorld } from './world.ts'

export const TYPES = ['photo', 'video', 'carousel', 'reel'] as const
type PostType = (typeof TYPES)[number]

/** A post of an editor. */
export type PlannedPost = {
  number: number
  type: PostType
  /** Groups and single accounts, by name. */
  groups: readonly string[]
  accounts?: readonly string[]
  /** World ms after the start at which an editor works on it. */
  at: number
  /** When it is to be published; at once without. */
  laterMs?: number
}

const SAYINGS = [
  'New coffee from Ethiopia is here, light and sweet 🌿\nCome and taste it this week',
  'We open at eight today, and the first ten guests get a cake for free 🎂',
  'How do you like your coffee best? Tell us below, we read everything 🥐',
  'Our winter menu is ready: soups, warm bread and tea with honey 🍯',
  'Thank you for ten years! On Saturday everything is 20% off, see https://example.com/ten',
] as const
export const LANGUAGE = 'en'

export const captionOf = ({ number }: PlannedPost): string =>
  `${SAYINGS[number % SAYINGS.length]}\n${markOf(number)} #coffee`

const Id = z.looseObject({ id: z.uuid() })
const Post = z.looseObject({ id: z.uuid(), status: z.string() })
/** Real time between two polls of a translation. */
const LOOK_MS = 25

/**
 * Uploads the files of a post, drafts it, has it translated, and publishes it, all by the API;
 * gives its id.
 */
export async function publishPost(world: PublishingWorld, post: PlannedPost): Promise<string> {
  const { send, clock } = world
  const { number, type, groups, accounts = [], laterMs } = post
  const isReel = type === 'video' || type === 'reel'
  const cover = type === 'reel' ? await uploadPicture(world, `cover ${number}`) : null
  const { id } = await send('POST', '/api/posts', Id, {
    type: isReel ? 'reel' : type,
    caption: captionOf(post),
    language: LANGUAGE,
    media: (await uploadFiles(world, post)).map((upload) => ({ upload_id: upload })),
    // A video is a reel that the grid shows, too.
    shares_to_feed: type === 'video',
    ...(isReel && { cover_upload_id: cover }),
    ...(number % 3 === 0 && { first_comment: `Which one do you like? ${markOf(number)}` }),
    groups: groups.map((name) => world.groupOf(name)),
    accounts: accounts.map((name) => world.idOf(name)),
  })
  await send('POST', `/api/posts/${id}/translate`, z.unknown(), {})
  while ((await send('GET', `/api/posts/${id}`, Post)).status === 'translating')
    await delay(LOOK_MS)
  if (laterMs === undefined) await send('POST', `/api/posts/${id}/publish`, z.unknown(), {})
  else {
    const at = new Date(clock.now().getTime() + laterMs).toISOString()
    await send('POST', `/api/posts/${id}/schedule`, z.unknown(), { at, time_zone: 'Asia/Dubai' })
  }
  return id
}

async function uploadFiles(
  world: PublishingWorld,
  { number, type }: PlannedPost,
): Promise<string[]> {
  switch (type) {
    case 'photo':
      return [await uploadPicture(world, `photo ${number}`)]
    case 'carousel':
      return [
        await uploadPicture(world, `first ${number}`),
        await uploadVideo(world, number),
        await uploadPicture(world, `last ${number}`),
      ]
    case 'video':
    case 'reel':
      return [await uploadVideo(world, number)]
  }
}

const uploadPicture = async (world: PublishingWorld, seed: string): Promise<string> =>
  await upload(world, `${seed}.jpg`, await makePicture(seed, { width: 640, height: 800 }))

/** Uploads a video of a different length each time, so that no two are equal. */
const uploadVideo = async (world: PublishingWorld, number: number): Promise<string> =>
  await upload(world, `${number}.mp4`, makeMovie({ seconds: 4 + (number % 20) / 10 }))

async function upload({ send }: PublishingWorld, name: string, bytes: Buffer): Promise<string> {
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array(bytes)]), name)
  return (await send('POST', '/api/uploads', Id, form)).id
}
