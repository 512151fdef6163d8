import type { Creator, Growth } from './creator.ts'
import type { StoryOrder } from './live-story.ts'

/** A change of a creator; omitted fields stay. */
export type Development = {
  followerCount?: number | undefined
  followingCount?: number | undefined
  /** More: new posts on top of the profile. Fewer: the newest ones are deleted. */
  mediaCount?: number | undefined
  biography?: string | null | undefined
  fullName?: string | null | undefined
  category?: string | null | undefined
  newStory?: boolean | undefined
  /** A new story, with what it shows. */
  story?: StoryOrder | undefined
  newPicture?: boolean | undefined
  /** New highlights at the top of the tray. */
  highlightsAdded?: number | undefined
}

export type Developed = Partial<
  Pick<
    Creator,
    | 'followerCount'
    | 'followingCount'
    | 'mediaCount'
    | 'pinnedOrdinals'
    | 'postGrowth'
    | 'biography'
    | 'fullName'
    | 'category'
    | 'latestStoryAt'
    | 'pictureId'
    | 'highlightCount'
    | 'highlightGrowth'
    | 'addedStories'
  >
>

const MINUTE = 60_000

/** The creator's changed fields at world time `at` (ms). Old posts keep their counts. */
export function develop(creator: Creator, change: Development, at: number): Developed {
  const { newStory, story, newPicture, mediaCount, highlightsAdded, ...plain } = change
  const overrides = Object.entries(plain).filter(([, value]) => value !== undefined)
  return {
    ...Object.fromEntries(overrides),
    ...(mediaCount === undefined ? {} : withPosts(creator, mediaCount, at)),
    ...(newStory || story ? withStory(creator, story ?? {}, at) : {}),
    ...(newPicture ? { pictureId: nextPicture(creator.pictureId) } : {}),
    ...(highlightsAdded === undefined ? {} : withHighlights(creator, highlightsAdded, at)),
  }
}

const withStory = (creator: Creator, order: StoryOrder, at: number): Developed => ({
  latestStoryAt: new Date(Math.floor(at / 1_000) * 1_000),
  addedStories: [...creator.addedStories, { ...order, at }],
})

function withPosts(creator: Creator, mediaCount: number, at: number): Developed {
  const after = creator.mediaCount
  const added = mediaCount - after
  const last = creator.postGrowth.at(-1)?.at ?? Number.NEGATIVE_INFINITY
  const everyMs = Math.min(MINUTE, Math.floor((at - last) / (added + 1)))
  return {
    mediaCount,
    pinnedOrdinals: creator.pinnedOrdinals.filter((ordinal) => ordinal <= mediaCount),
    ...(added > 0
      ? { postGrowth: [...creator.postGrowth, { after, count: mediaCount, at, everyMs }] }
      : {}),
  }
}

function withHighlights(creator: Creator, added: number, at: number): Developed {
  const after = creator.highlightCount
  const growth: Growth = { after, count: after + added, at, everyMs: 0 }
  return {
    highlightCount: growth.count,
    highlightGrowth: [...creator.highlightGrowth, growth],
  }
}

/** Null stays null. */
function nextPicture(pictureId: string | null): string | null {
  const [number, owner] = pictureId?.split('_') ?? []
  return number === undefined ? null : `${BigInt(number) + 1n}_${owner}`
}
