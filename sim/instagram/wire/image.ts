/** Signed URLs of the content network in the real form. `size` is the longer side (px). */
const CDN_HOST = 'scontent.cdninstagram.com'

/** A new picture has a new URL. */
export const avatarUrl = ({ pk, pictureId }: { pk: string; pictureId: string | null }): string =>
  imageUrl('t51.2885-19', pictureId ?? pk, 1080)
export const smallAvatarUrl = (pk: string): string => imageUrl('t51.2885-19', pk, 150)
/** The biggest picture of a post or story. */
export const postImageUrl = (pk: string): string => imageUrl('t51.2885-15', pk, 1080)
export const smallPostImageUrl = (pk: string): string => imageUrl('t51.2885-15', pk, 320)
export const highlightCoverUrl = (pk: string): string => imageUrl('t51.12761-15', pk, 150)

export const videoUrl = (pk: string): string =>
  `https://${CDN_HOST}/o1/v/t16/f2/m86/${pk}.mp4?_nc_cat=110&oe=7FFFFFFF`

function imageUrl(kind: string, name: string, size: number): string {
  return `https://${CDN_HOST}/v/${kind}/${name}_n.jpg?stp=dst-jpg_s${size}x${size}&_nc_cat=1&oe=7FFFFFFF`
}
