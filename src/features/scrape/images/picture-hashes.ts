import { sql, type RawBuilder } from 'kysely'
import { blogSubject } from '../../../creators/blog-subject.ts'
import { AVATAR, POST } from './choose-images.ts'

/** The bytes of a picture are GET /api/media/{hash}. */
type Hash = RawBuilder<string | null>

/** The hash of the profile picture of `blogs as blog`; null where none is stored. */
export const avatarHash: Hash = sql`(
  select encode(min(picture.sha256), 'hex') from shared.media_uses picture
  where picture.owner = ${sql.lit(blogSubject(''))} || blog.id and starts_with(picture.name, ${sql.lit(AVATAR)})
)`

/** The hash of the picture of `blog_posts as post`; null where none is stored. */
export const postPictureHash: Hash = sql`(
  select encode(picture.sha256, 'hex') from shared.media_uses picture
  where picture.owner = ${sql.lit(blogSubject(''))} || post.blog_id
    and picture.name = ${sql.lit(POST)} || post.platform_id
)`
