import { z } from 'zod'
import { NotFoundError } from '../errors.ts'
import type { Profile } from '../port.ts'
import {
  count,
  flag,
  identified,
  listOfFitting,
  part,
  readAnswer,
  requiredFlag,
  text,
  webAddress,
} from './fields.ts'
import { unwrapLink } from './link.ts'
import { biggest, picture, pictures } from './picture.ts'

const User = identified(['pk', 'pk_id', 'id', 'strong_id__'], {
  username: z.string().min(1),
  full_name: text,
  biography: text,
  biography_with_entities: part(z.object({ raw_text: text })),
  profile_pic_url: webAddress,
  hd_profile_pic_url_info: picture,
  hd_profile_pic_versions: pictures,
  follower_count: count,
  following_count: count,
  media_count: count,
  is_private: requiredFlag,
  is_verified: flag,
  is_active: flag,
  is_business: flag,
  account_type: count,
  category_name: text,
  category: text,
  business_category_name: text,
  external_url: text,
  bio_links: listOfFitting(z.object({ url: text })),
  has_highlight_reels: flag,
})

const BUSINESS_ACCOUNT = 2

const ProfileAnswer = z.object({ user: User })

/**
 * Reads the answer of `usernameinfo` or `info`. Throws NotFoundError for a deactivated user, who is still answered, but
 * with nothing left.
 */
export function readProfile(body: unknown): Profile {
  const { user } = readAnswer(ProfileAnswer, body, 'profile')
  if (user.is_active === false && !user.follower_count && !user.media_count) {
    throw new NotFoundError('the user is deactivated')
  }
  return {
    platformId: user.pk,
    username: user.username.toLowerCase(),
    fullName: user.full_name,
    biography: user.biography ?? user.biography_with_entities?.raw_text ?? null,
    avatarUrl:
      user.hd_profile_pic_url_info?.url ??
      biggest(user.hd_profile_pic_versions) ??
      user.profile_pic_url,
    followerCount: user.follower_count,
    followingCount: user.following_count,
    mediaCount: user.media_count,
    isPrivate: user.is_private,
    isVerified: user.is_verified,
    isBusiness: user.is_business ?? isBusinessType(user.account_type),
    businessCategory: user.category_name ?? user.category ?? user.business_category_name,
    externalUrl: externalUrlOf(user),
    // Not told: one request more finds out.
    hasHighlights: user.has_highlight_reels ?? true,
  }
}

const isBusinessType = (accountType: number | null): boolean | null =>
  accountType === null ? null : accountType === BUSINESS_ACCOUNT

function externalUrlOf(user: z.output<typeof User>): string | null {
  const link = user.external_url ?? user.bio_links[0]?.url ?? null
  return link === null ? null : unwrapLink(link)
}
