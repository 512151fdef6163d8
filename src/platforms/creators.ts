/**
 * What a platform tells of creators, in our own words. Unknown is `null`, never 0 and never `undefined`. Counts fit the
 * 32 bits of the columns they are stored in, plays and views 2^53; what is beyond cannot be true and counts as unknown.
 * Usernames are lower case, without '@'.
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
  /** Of the avatar: stays while the picture stays, though its address is signed anew each time. */
  pictureId: string | null
  /** When the newest story that can still be seen appeared. */
  latestStoryAt: Date | null
  hasHighlights: boolean
}

/** What an earlier scrape knows of a profile; enough to see that nothing has changed. */
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
  /** Usernames in the caption, those who are tagged, and coauthors; each once. */
  mentions: string[]
  /** Usernames of the authors beside the owner of the profile. */
  coauthors: string[]
  /** Usernames tagged on the post or on a part of an album; each once. */
  taggedUsers: string[]
  likeCount: number | null
  commentCount: number | null
  playCount: number | null
  /** Counted otherwise than plays, so never mixed with them. */
  viewCount: number | null
  /** Pictures and videos of an album; null for anything else. */
  childCount: number | null
  isPaidPartnership: boolean | null
  /** Usernames. */
  sponsors: string[]
  music: Music | null
  mediaType: MediaType
  /** The platform's own word: 'feed', 'clips', 'igtv', 'carousel_container', … */
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
     * False when the stories lie beyond the limit of one scrape: the lists are empty then. Whoever stores it keeps the
     * stories it has together with the `changedAt` that they were read at, so that the next scrape asks for them.
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
  /** Captions of the posts that it was seen by; empty for similar accounts. */
  captions: string[]
}
