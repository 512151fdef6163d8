import { createRandom, type Random } from '../random.ts'
import type { Creator, Identity } from './creator.ts'

type AlbumChild = { isVideo: boolean; tagged: readonly Identity[] }

/** A song of the platform's library, or the sound of the clip itself. */
export type WorldMusic = {
  kind: 'song' | 'original_sound'
  id: string
  title: string | null
  artist: string | null
}

/** Details of a post. Null if the platform omits it. */
export type PostDetails = {
  children: readonly AlbumChild[]
  isPaidPartnership: boolean | null
  sponsors: readonly Identity[]
  music: WorldMusic | null
}

export type PostDetailsSource = {
  seed: string
  shapes: boolean
  identity(index: number): Identity
  creators: number
}

const BRAND_PKS = 300_000

/** A brand of the creator's topic; the same brand always has the same id. */
export function brandOf(random: Random, { topic }: Pick<Creator, 'topic'>): Identity {
  const at = random.integer(0, topic.brands.length - 1)
  const username = topic.brands[at] ?? ''
  return { pk: String(BRAND_PKS + topic.name.length * 100 + at), username, fullName: username }
}

/** Uses its own random stream, so that the essentials do not depend on it. */
export function postDetails(
  source: PostDetailsSource,
  post: { creator: Creator; ordinal: number; isReel: boolean; isStill: boolean; children: number },
  isPaid: boolean,
): PostDetails {
  const { creator } = post
  const random = createRandom(source.seed, 'post details', creator.index, post.ordinal)
  const stranger = (): Identity => source.identity(random.integer(0, source.creators - 1))
  const isOmitted = random.chance(0.2) && source.shapes
  const sponsors = random.chance(0.7)
    ? Array.from({ length: random.integer(1, 2) }, () => brandOf(random, creator))
    : []
  const song = songOf(random)
  const roll = random.next()
  return {
    isPaidPartnership: isOmitted ? null : isPaid,
    sponsors: isPaid && !isOmitted ? sponsors : [],
    music: post.isReel
      ? musicOfReel(roll, song, creator)
      : post.isStill && roll < 0.15
        ? song
        : null,
    children: Array.from({ length: post.children }, () => ({
      isVideo: random.chance(0.25),
      tagged: random.chance(0.08) ? Array.from({ length: random.integer(1, 2) }, stranger) : [],
    })),
  }
}

function songOf(random: Random): WorldMusic {
  const id = String(180_000_000_000_000 + random.integer(1, 900_000) * 1_000_003)
  return {
    kind: 'song',
    id,
    title: random.pick(['Сағындым', 'Qarangym', 'Малиновый закат', 'Espresso', 'ҚайраТ 2', null]),
    artist: random.pick([
      'Ирина Кайратовна',
      'Ninety One',
      'Sabrina Carpenter',
      'Скриптонит',
      null,
    ]),
  }
}

function musicOfReel(roll: number, song: WorldMusic, creator: Creator): WorldMusic | null {
  if (roll < 0.45) return song
  if (roll > 0.85) return null
  return {
    kind: 'original_sound',
    id: `${song.id}7`,
    title: roll < 0.7 ? 'Original audio' : null,
    artist: creator.username,
  }
}
