import { z } from 'zod'
import { UnexpectedAnswerError } from '../../errors.ts'
import { NotFoundError } from '../../target-errors.ts'
import type { SessionOwner } from '../../account-session.ts'
import type { BioLink, Profile } from '../../creators.ts'
import {
  count,
  flag,
  identified,
  instant,
  isThere,
  listOfFitting,
  part,
  readAnswer,
  requiredFlag,
  text,
  username,
  webAddress,
} from './fields.ts'
import { distinctLinks, sameAddress, unwrapLink } from './link.ts'
import { biggest, picture, pictures } from './picture.ts'

const User = identified(['pk', 'pk_id', 'id', 'strong_id__'], {
  username,
  full_name: text,
  biography: text,
  biography_with_entities: part(z.object({ raw_text: text })),
  profile_pic_url: webAddress,
  profile_pic_id: text,
  hd_profile_pic_url_info: picture,
  hd_profile_pic_versions: pictures,
  follower_count: count,
  following_count: count,
  media_count: count,
  latest_reel_media: instant,
  is_private: requiredFlag,
  is_verified: flag,
  is_active: flag,
  is_business: flag,
  account_type: count,
  category_name: text,
  category: text,
  business_category_name: text,
  city_name: text,
  external_url: text,
  bio_links: listOfFitting(z.object({ url: text, lynx_url: text, title: text })),
  has_highlight_reels: flag,
  gating: isThere,
})

type User = z.output<typeof User>

const BUSINESS_ACCOUNT = 2

const ProfileAnswer = z.object({ user: User })

/** Reads `usernameinfo` or `info`. Throws NotFoundError for a deactivated user, without content. */
export function readProfile(body: unknown): Profile {
  const { user } = readAnswer(ProfileAnswer, body, 'profile')
  if (user.is_active === false && !user.follower_count && !user.media_count) {
    throw new NotFoundError('the user is deactivated')
  }
  const bioLinks = bioLinksOf(user)
  return {
    platformId: user.pk,
    username: user.username,
    fullName: user.full_name,
    biography: biographyOf(user),
    avatarUrl: avatarOf(user),
    ...countsOf(user),
    isPrivate: user.is_private,
    isRestricted: user.gating,
    isVerified: user.is_verified,
    isBusiness: user.is_business ?? isBusinessType(user.account_type),
    businessCategory: user.category_name ?? user.category ?? user.business_category_name,
    cityName: user.city_name,
    externalUrl: unwrapped(user.external_url) ?? bioLinks[0]?.url ?? null,
    bioLinks,
    pictureId: user.profile_pic_id,
    latestStoryAt: user.latest_reel_media,
    // When absent, one more request finds out.
    hasHighlights: user.has_highlight_reels ?? true,
  }
}

/** A profile hidden by age or region has zeros instead of counts. */
const countsOf = (
  user: User,
): Pick<Profile, 'followerCount' | 'followingCount' | 'mediaCount'> => ({
  followerCount: user.gating ? null : user.follower_count,
  followingCount: user.gating ? null : user.following_count,
  mediaCount: user.gating ? null : user.media_count,
})

const biographyOf = ({ biography, biography_with_entities: rich }: User): string | null =>
  biography ?? rich?.raw_text ?? null

const avatarOf = (user: User): string | null =>
  user.hd_profile_pic_url_info?.url ?? biggest(user.hd_profile_pic_versions) ?? user.profile_pic_url

const isBusinessType = (accountType: number | null): boolean | null =>
  accountType === null ? null : accountType === BUSINESS_ACCOUNT

/** The list of links, preceded by the single link of old answers if missing in it. */
function bioLinksOf(user: User): BioLink[] {
  const link = (url: string | null, title: string | null): BioLink[] => {
    const target = unwrapped(url)
    return target === null ? [] : [{ url: target, title }]
  }
  const listed = user.bio_links.flatMap(({ url, lynx_url, title }) => link(url ?? lynx_url, title))
  const single = link(user.external_url, null)
  const isListed = listed.some(
    ({ url }) => sameAddress(url) === sameAddress(single[0]?.url ?? null),
  )
  return distinctLinks(isListed ? listed : [...single, ...listed], ({ url }) => url)
}

const unwrapped = (link: string | null): string | null => (link === null ? null : unwrapLink(link))

const OwnerAnswer = z.object({
  user: z.object({
    pk: z.union([z.string(), z.number()]).transform(String),
    username: z.string().min(1),
  }),
})

/** Reads the owner of a session from `accounts/current_user`. Throws UnexpectedAnswerError. */
export function readSessionOwner(body: unknown): SessionOwner {
  const answer = OwnerAnswer.safeParse(body)
  if (!answer.success)
    throw new UnexpectedAnswerError('the answer does not say whose session it is')
  const { pk, username } = answer.data.user
  return { platformId: pk, username: username.toLowerCase() }
}
