import type { PublishedPost, PublishFile, PublishRequest, PublishType } from './publisher.ts'

/**
 * Publishing on a logged-in account of the pool, one or two requests per method. In addition to the
 * errors of a session, each throws PublishRefusedError for what the platform says about the post.
 */
export interface PublishSession {
  /** Stages a picture under an upload id; repeating it replaces the bytes. */
  uploadPicture(upload: Upload): Promise<void>
  /** Stages a video under an upload id, from where an earlier upload was interrupted. */
  uploadVideo(upload: Upload & { durationMs: number }): Promise<void>
  /** Creates the post from the staged files. `beforeSend` is awaited right before it is sent. */
  configure(
    order: PublishRequest,
    people: PeopleIds,
    beforeSend: () => Promise<void>,
  ): Promise<PublishedPost>
  /** Lists the newest own posts, including pinned ones, of the profile or of its reels. */
  ownPosts(list: 'posts' | 'reels'): Promise<SentPost[]>
  /** Returns null for a post that is gone. */
  ownPost(mediaId: string): Promise<SentPost | null>
  /** Writes a comment; the same key never writes it twice. */
  comment(
    mediaId: string,
    comment: { text: string; key: string },
    beforeSend: () => Promise<void>,
  ): Promise<string>
  removePost(mediaId: string, type: PublishType): Promise<void>
}

export type Upload = {
  uploadId: string
  file: PublishFile
  /** The use of the picture. */
  use: 'post' | 'item' | 'reel' | 'cover'
}

/** The platform's ids by username. */
export type PeopleIds = Readonly<Record<string, string>>

/** An own post with the id that its publisher gave it. */
export type SentPost = {
  post: PublishedPost
  /** The upload id, unless another program made the post. */
  sentAs: string | null
  publishedAt: Date
  caption: string | null
  type: PublishType | null
  itemCount: number | null
}
