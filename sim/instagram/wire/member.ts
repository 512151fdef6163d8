import type { Member } from '../world/relations/person.ts'
import { smallAvatarUrl } from './image.ts'
import { idAs } from './json.ts'
import { shapeOf, type Shapes } from './user.ts'

export function memberOf(member: Member, shapes: Shapes): Record<string, unknown> {
  const { pk, username, fullName, isPrivate, isVerified } = member
  const shape = shapeOf(shapes, 'member', pk)
  return {
    pk: idAs(pk, shape?.chance(0.3) ?? false),
    pk_id: pk,
    ...(shape?.chance(0.5) ? { strong_id__: pk } : {}),
    username,
    full_name: fullName ?? '',
    ...(isPrivate === null ? {} : { is_private: isPrivate }),
    ...(isVerified === null ? {} : { is_verified: isVerified }),
    profile_pic_url: smallAvatarUrl(pk),
    has_anonymous_profile_picture: shape?.chance(0.1) ?? false,
    latest_reel_media: 0,
    account_badges: [],
  }
}
