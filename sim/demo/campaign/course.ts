import { BRAND, DAY, HOUR, SPONSORED } from '../../campaigns/course.ts'
import type { Creator } from '../../instagram/world/creator.ts'
import type { PostScript } from '../../instagram/world/scripted.ts'
import type { World } from '../../instagram/world/world.ts'

/** The end of a creator's post; `as_promised`: nothing happens to it. */
type Fate = 'as_promised' | 'forgets_its_label' | 'late' | 'post_goes'

/** A creator of the demo's campaign, with the agreement and what it does. */
export type Promised = {
  creator: Creator
  fate: Fate
  code: string
  price: number
  /** World time (ms). */
  dueAt: number
  script: PostScript
  /** Hours after the beginning at which its story is published; null without one. */
  storyAt: number | null
}

type Part = {
  fate: Fate
  kind: PostScript['kind']
  /** Hours after the beginning. */
  at: number
  /** Views per follower after a month. */
  viewRate: number
  /** Likes per view. */
  likeRate: number
  caption: (code: string) => string
  more?: (startsAt: number) => Partial<PostScript>
  storyAt?: number
}

const DUE_MS = DAY
/** Late enough that a busy machine has met the post before. */
const GONE_HOURS = 28
const SMALLEST = 12_000
const LARGEST = 250_000

const PARTS: readonly Part[] = [
  {
    fate: 'as_promised',
    kind: 'reel',
    at: 2,
    viewRate: 1.4,
    likeRate: 0.06,
    storyAt: 4,
    caption: (code) =>
      `Три часа на горке, а внутри тепло и сухо. Комбинезон от @${BRAND.handle}, по коду ${code} скидка 10 %`,
  },
  {
    fate: 'as_promised',
    kind: 'reel',
    at: 2.5,
    viewRate: 0.9,
    likeRate: 0.05,
    caption: (code) => `Минус двадцать, а мы гуляем! @${BRAND.handle} ${BRAND.link} код ${code}`,
  },
  {
    fate: 'as_promised',
    kind: 'album',
    at: 3,
    viewRate: 0.8,
    likeRate: 0.04,
    caption: (code) =>
      `Қысқы киім: таңдау, өлшем, жуу. Толығы карусельде 👉 #${BRAND.hashtag} код ${code}`,
    more: () => ({ taggedOnSecond: [BRAND.handle] }),
  },
  {
    fate: 'as_promised',
    kind: 'reel',
    at: 3.5,
    viewRate: 1.9,
    likeRate: 0.07,
    caption: (code) => `Қысқы серуен бізде енді үш сағат ❄️ @${BRAND.handle} коды ${code}`,
    more: () => ({ coauthors: [BRAND.handle] }),
  },
  {
    fate: 'as_promised',
    kind: 'photo',
    at: 4,
    viewRate: 0.7,
    likeRate: 0.05,
    caption: (code) => `Первый снег ❄️ Нам тепло с @${BRAND.handle}. Ваш код ${code}`,
  },
  {
    fate: 'forgets_its_label',
    kind: 'reel',
    at: 4.5,
    viewRate: 1.1,
    likeRate: 0.06,
    caption: (code) => `Наш любимый комбинезон этой зимы #${BRAND.hashtag}, код ${code}`,
    more: () => ({ sponsors: [] }),
  },
  {
    fate: 'late',
    kind: 'reel',
    at: 36,
    viewRate: 1.2,
    likeRate: 0.05,
    caption: (code) => `Наконец-то снег и мы в @${BRAND.handle} 🎿 По коду ${code} дешевле`,
  },
  {
    fate: 'post_goes',
    kind: 'reel',
    at: 1,
    viewRate: 0.8,
    likeRate: 0.04,
    caption: (code) => `Проверили на морозе: @${BRAND.handle}. Код ${code}`,
    more: (startsAt) => ({ goneFrom: startsAt + GONE_HOURS * HOUR }),
  },
]

/** The hours after the beginning when the last of the posts that are on time is three days old. */
export const THIRD_DAY_HOURS =
  72 + Math.max(...PARTS.filter(({ fate }) => fate !== 'late').map(({ at }) => at))

/** Parents of Astana and Shymkent with enough followers, one for each part. */
export function chooseCreators(world: World): Creator[] {
  const chosen: Creator[] = []
  for (let index = 0; index < world.creators && chosen.length < PARTS.length; index += 1) {
    const creator = world.creatorAt(index)
    if (isFit(creator)) chosen.push(creator)
  }
  return chosen
}

const isFit = (creator: Creator): boolean =>
  creator.topic.name === 'motherhood' &&
  ['astana', 'shymkent'].includes(creator.city.latin) &&
  creator.persona.gender === 'female' &&
  !creator.isPrivate &&
  !creator.isDeleted &&
  creator.restriction === null &&
  !creator.hidesCounts &&
  creator.fullName !== null &&
  creator.mediaCount >= 20 &&
  creator.followerCount >= SMALLEST &&
  creator.followerCount <= LARGEST

/** The promises and posts of these creators in a campaign that begins at a world time (ms). */
export const courseOf = (creators: readonly Creator[], startsAt: number): Promised[] =>
  PARTS.flatMap((part, place) => {
    const creator = creators[place]
    return creator ? [promisedBy(creator, part, { place, startsAt })] : []
  })

function promisedBy(
  creator: Creator,
  { fate, kind, at, viewRate, likeRate, caption, more, storyAt }: Part,
  { place, startsAt }: { place: number; startsAt: number },
): Promised {
  const code = `${creator.persona.first.latin.toUpperCase()}${10 + place}`
  const views = creator.followerCount * viewRate
  const script: PostScript = {
    kind,
    takenAt: startsAt + at * HOUR,
    caption: caption(code),
    likes: Math.round(views * likeRate),
    comments: Math.round(views * likeRate * 0.07),
    plays: Math.round(views),
    ...SPONSORED,
    ...more?.(startsAt),
  }
  const price = Math.round((creator.followerCount * 3) / 5_000) * 5_000
  return { creator, fate, code, price, dueAt: startsAt + DUE_MS, script, storyAt: storyAt ?? null }
}
