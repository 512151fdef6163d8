/**
 * Creators and their content as gramd knows them. Unknown is `null`, never 0 or `undefined`. Counts
 * fit their 32-bit columns, plays and views 2^53; larger values cannot be true and count as
 * unknown. Usernames are lower case, without '@'.
 */

/** A link of a profile, unwrapped from the platform's redirect. */
export type BioLink = { url: string; title: string | null }

export type Profile = {
  platformId: string
  username: string
  fullName: string | null
  biography: string | null
  avatarUrl: string | null
  followerCount: number | null
  followingCount: number | null
  mediaCount: number | null
  isPrivate: boolean
  /** Hidden by age or region: its counts are unknown, and its posts are not shown. */
  isRestricted: boolean
  isVerified: boolean | null
  isBusiness: boolean | null
  businessCategory: string | null
  externalUrl: string | null
  /** Each once, in order; `externalUrl` is among them. */
  bioLinks: BioLink[]
  /** Of the avatar: stable while the picture is the same, although its signed address changes. */
  pictureId: string | null
  /** When the newest visible story was published. */
  latestStoryAt: Date | null
  hasHighlights: boolean
}

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
  /** Whether any are stored. */
  hasHighlights: boolean
}

export type MediaType = 'photo' | 'video' | 'album' | 'unknown'

/** The song of a post, or the sound that its author made. */
export type Music = { id: string | null; title: string | null; artist: string | null }

export type Post = {
  platformId: string
  /** The short name in a post's address. */
  code: string | null
  captionText: string | null
  /** Lower case, without '#'. */
  hashtags: string[]
  /** Usernames in the caption, tagged users and coauthors; each once. */
  mentions: string[]
  /** Usernames of the authors besides the profile's owner. */
  coauthors: string[]
  /** Usernames tagged on the post or on a part of an album; each once. */
  taggedUsers: string[]
  likeCount: number | null
  commentCount: number | null
  playCount: number | null
  /** Counted differently from plays, so never mixed with them. */
  viewCount: number | null
  /** Pictures and videos of an album; null for anything else. */
  childCount: number | null
  isPaidPartnership: boolean | null
  /** Usernames. */
  sponsors: string[]
  music: Music | null
  mediaType: MediaType
  /** The platform's value: 'feed', 'clips', 'igtv', 'carousel_container', … */
  productType: string | null
  isPinned: boolean
  thumbnailUrl: string | null
  location: { id: string; name: string | null; lat: number | null; lng: number | null } | null
  takenAt: Date
}

export type Highlight = {
  platformId: string
  title: string | null
  mediaCount: number | null
  coverUrl: string | null
  /** When the platform last changed it. */
  changedAt: Date | null
}

/** A highlight as an earlier scrape found it. */
export type KnownHighlight = HighlightStories & Pick<Highlight, 'mediaCount' | 'changedAt'>

export type HighlightStories = {
  highlightId: string
  mentions: string[]
  locations: string[]
  links: string[]
}

export type ScrapedHighlight = Highlight &
  Omit<HighlightStories, 'highlightId'> & {
    /**
     * False when the stories exceed the limit of one scrape: then the lists are empty. The store
     * keeps the stories it has, with the `changedAt` of their reading, so that the next scrape
     * requests them.
     */
    storiesRead: boolean
  }

export type Author = {
  platformId: string
  username: string
  fullName: string | null
  isPrivate: boolean | null
  isVerified: boolean | null
}
export type SeenAuthor = Author & {
  /** Captions of the posts by which it was found; empty for similar accounts. */
  captions: string[]
}
