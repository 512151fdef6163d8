import type { MediaType } from '../../../src/platforms/creators.ts'
import type { PostKind } from './post.ts'

/** The names of each kind of post: in the port, on the wire, and as the platform's product. */
export const MEDIA_TYPES: Record<
  PostKind,
  { mediaType: MediaType; code: number; productType: string }
> = {
  photo: { mediaType: 'photo', code: 1, productType: 'feed' },
  album: { mediaType: 'album', code: 8, productType: 'carousel_container' },
  reel: { mediaType: 'video', code: 2, productType: 'clips' },
  video: { mediaType: 'video', code: 2, productType: 'feed' },
  igtv: { mediaType: 'video', code: 2, productType: 'igtv' },
  unheard_of: { mediaType: 'unknown', code: 19, productType: 'text_post' },
}
