import { z } from 'zod'

/**
 * Creators and their content as gramd knows them; plain JSON once stored, which these schemas read
 * back. Unknown is `null`, never 0 or `undefined`. Counts fit their 32-bit columns, plays and views
 * 2^53; larger values cannot be true and count as unknown. Usernames are lower case, without '@'.
 */
const text = z.string().nullable()
const count = z.number().nullable()
const flag = z.boolean().nullable()
const strings = z.array(z.string())
const instant = z.coerce.date()

/** A link of a profile, unwrapped from the platform's redirect. */
const BioLink = z.object({ url: z.string(), title: text })
export type BioLink = z.output<typeof BioLink>

export const Profile = z.object({
  platformId: z.string(),
  username: z.string(),
  fullName: text,
  biography: text,
  avatarUrl: text,
  followerCount: count,
  followingCount: count,
  mediaCount: count,
  isPrivate: z.boolean(),
  /** Hidden by age or region: its counts are unknown, and its posts are not shown. */
  isRestricted: z.boolean(),
  isVerified: flag,
  isBusiness: flag,
  businessCategory: text,
  /** The city of a professional profile, as its owner wrote it. */
  cityName: text,
  externalUrl: text,
  /** Each link once, in order; `externalUrl` is among them. */
  bioLinks: z.array(BioLink),
  /**
   * Identifies the avatar: stable while the picture is the same, although its signed address
   * changes.
   */
  pictureId: text,
  /** When the newest visible story was published. */
  latestStoryAt: instant.nullable(),
  hasHighlights: z.boolean(),
})
export type Profile = z.output<typeof Profile>

/** The facts of an earlier scrape that show whether a profile changed. */
export type KnownProfile = Pick<
  Profile,
  | 'username'
  | 'fullName'
  | 'biography'
  | 'isVerified'
  | 'isBusiness'
  | 'businessCategory'
  | 'mediaCount'
  | 'pictureId'
  | 'latestStoryAt'
  | 'bioLinks'
> & {
  /** Whether any highlights are stored. */
  hasHighlights: boolean
}

const MediaType = z.enum(['photo', 'video', 'album', 'unknown'])
export type MediaType = z.output<typeof MediaType>

/** The song of a post, or the sound that its author made. */
const Music = z.object({ id: text, title: text, artist: text })
export type Music = z.output<typeof Music>

export const Post = z.object({
  platformId: z.string(),
  /** The short name in a post's address. */
  code: text,
  captionText: text,
  /** Lower case, without '#'. */
  hashtags: strings,
  /** Usernames in the caption, tagged users and coauthors; each once. */
  mentions: strings,
  /** Usernames of the authors besides the profile's owner. */
  coauthors: strings,
  /** Usernames tagged on the post or on a part of an album; each once. */
  taggedUsers: strings,
  likeCount: count,
  commentCount: count,
  playCount: count,
  /** Counted differently from plays, so never mixed with them. */
  viewCount: count,
  /** Pictures and videos of an album; null for anything else. */
  childCount: count,
  isPaidPartnership: flag,
  /** Usernames of the sponsors. */
  sponsors: strings,
  music: Music.nullable(),
  mediaType: MediaType,
  /** The platform's value: 'feed', 'clips', 'igtv', 'carousel_container', … */
  productType: text,
  isPinned: z.boolean(),
  thumbnailUrl: text,
  /** True while comments are switched off; otherwise absent. */
  commentsDisabled: z.literal(true).optional(),
  location: z.object({ id: z.string(), name: text, lat: count, lng: count }).nullable(),
  takenAt: instant,
})
export type Post = z.output<typeof Post>

export const Highlight = z.object({
  platformId: z.string(),
  title: text,
  mediaCount: count,
  coverUrl: text,
  /** When the platform last changed it. */
  changedAt: instant.nullable(),
})
export type Highlight = z.output<typeof Highlight>

export const HighlightStories = z.object({
  highlightId: z.string(),
  mentions: strings,
  locations: strings,
  links: strings,
})
export type HighlightStories = z.output<typeof HighlightStories>

/** A story that is visible now, for at most a day after it was published. */
export const LiveStory = z.object({
  platformId: z.string(),
  takenAt: instant,
  expiresAt: instant,
  mediaType: MediaType,
  /** The picture; of a video its cover. */
  pictureUrl: text,
  /** Usernames of mentioned people; each once. */
  mentions: strings,
  links: strings,
  /** Lower case, without '#'. */
  hashtags: strings,
  /** Questions, answers and titles of stickers, in their order; each once. */
  stickers: strings,
})
export type LiveStory = z.output<typeof LiveStory>

/** A highlight as an earlier scrape found it. */
export type KnownHighlight = HighlightStories & Pick<Highlight, 'mediaCount' | 'changedAt'>

export type ScrapedHighlight = Highlight &
  Omit<HighlightStories, 'highlightId'> & {
    /**
     * False when the stories exceed the limit of one scrape: then the lists are empty. The store
     * keeps the stories it has, with the `changedAt` of their reading, so that the next scrape
     * requests them.
     */
    storiesRead: boolean
  }

const Author = z.object({
  platformId: z.string(),
  username: z.string(),
  fullName: text,
  isPrivate: flag,
  isVerified: flag,
})
export type Author = z.output<typeof Author>

/** With the captions of the posts that led to the author; none for similar accounts. */
export const FoundAuthor = Author.extend({ captions: strings })
export type FoundAuthor = z.output<typeof FoundAuthor>
