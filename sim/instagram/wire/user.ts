import { createRandom, type Random } from '../random.ts'
import type { Creator, Identity } from '../world/creator.ts'
import { avatarUrl, smallAvatarUrl } from './image.ts'
import { idAs } from './json.ts'

/** How far answers stray from the plainest form: `seed` of the world, or null for no variation. */
export type Shapes = { seed: string } | null

/** A stream that decides the shape of one answer; the same thing always has the same shape. */
export const shapeOf = (shapes: Shapes, kind: string, key: string): Random | null =>
  shapes && createRandom(shapes.seed, 'shape', kind, key)

/** A user beside a post, a story or in a list. */
export function userStub(creator: Creator, shapes: Shapes): Record<string, unknown> {
  const shape = shapeOf(shapes, 'stub', creator.pk)
  return {
    pk: idAs(creator.pk, shape?.chance(0.3) ?? false),
    pk_id: creator.pk,
    id: creator.pk,
    username: creator.username,
    full_name: creator.fullName ?? '',
    is_private: creator.isPrivate,
    ...(creator.isVerified === null ? {} : { is_verified: creator.isVerified }),
    profile_pic_url: smallAvatarUrl(creator.pk),
    profile_pic_id: `${creator.pk}_1`,
    has_anonymous_profile_picture: false,
  }
}

/** A user who is only mentioned or tagged. */
export const mentionedUser = (identity: Identity): Record<string, unknown> => ({
  pk: BigInt(identity.pk),
  username: identity.username,
  full_name: identity.fullName ?? '',
  is_private: false,
  is_verified: false,
  profile_pic_url: smallAvatarUrl(identity.pk),
})

/** The `user` of usernameinfo and info. Old answers lack some of the newer fields, new ones leave out what is unset. */
export function userInfo(creator: Creator, shapes: Shapes): Record<string, unknown> {
  const shape = shapeOf(shapes, 'user', creator.pk)
  const isOld = shape?.chance(0.15) ?? false
  return {
    ...userStub(creator, shapes),
    ...(isOld
      ? {}
      : { strong_id__: creator.pk, fbid_v2: 17_841_400_000_000_000n + BigInt(creator.index) }),
    ...(creator.isBusiness === null
      ? {}
      : { is_business: creator.isBusiness, account_type: creator.isBusiness ? 2 : 1 }),
    biography: creator.biography ?? '',
    biography_with_entities: { raw_text: creator.biography ?? '', entities: [] },
    ...linkFields(creator, isOld, shape),
    ...categoryFields(creator, shape),
    follower_count: creator.followerCount,
    ...(creator.followingCount === null ? {} : { following_count: creator.followingCount }),
    media_count: creator.mediaCount,
    total_clips_count: Math.round(creator.mediaCount * creator.reelShare),
    hd_profile_pic_url_info: { url: avatarUrl(creator.pk), width: 1080, height: 1080 },
    ...(isOld
      ? {}
      : {
          hd_profile_pic_versions: [{ width: 320, height: 320, url: smallAvatarUrl(creator.pk) }],
        }),
    has_highlight_reels: creator.highlightCount > 0,
    highlights_tray_type: 'DEFAULT',
    has_videos: creator.mediaCount > 0,
    public_email: '',
    public_phone_number: '',
    city_name: creator.isBusiness ? creator.city.name : '',
    account_badges: [],
    pronouns: [],
  }
}

/** What is not set may be null, empty or left out. */
function unset(shape: Random | null): 'null' | 'empty' | 'absent' {
  return shape?.pick(['null', 'empty', 'absent'] as const) ?? 'empty'
}

function linkFields(creator: Creator, isOld: boolean, shape: Random | null): object {
  const { externalUrl } = creator
  if (externalUrl === null) {
    const form = unset(shape)
    if (form === 'absent') return isOld ? {} : { bio_links: [] }
    return { external_url: form === 'null' ? null : '', ...(isOld ? {} : { bio_links: [] }) }
  }
  const lynxUrl = wrapLink(externalUrl)
  const link = {
    link_id: 17_900_000_000_000_000n,
    url: externalUrl,
    lynx_url: lynxUrl,
    link_type: 'external',
    title: '',
  }
  return {
    external_url: externalUrl,
    external_lynx_url: lynxUrl,
    ...(isOld ? {} : { bio_links: [link] }),
  }
}

function categoryFields(creator: Creator, shape: Random | null): object {
  if (creator.category !== null) {
    // Some answers tell the category under one name only.
    const names = shape?.pick(['both', 'category', 'category_name'] as const) ?? 'both'
    return {
      ...(names === 'category_name' ? {} : { category: creator.category }),
      ...(names === 'category' ? {} : { category_name: creator.category }),
      category_id: '2347428775505624',
    }
  }
  const form = unset(shape)
  if (form === 'absent') return {}
  return {
    category: form === 'null' ? null : '',
    category_name: null,
    business_category_name: null,
  }
}

/** A link as the app shows it: through the platform's own redirect. */
export const wrapLink = (url: string): string =>
  `https://l.instagram.com/?u=${encodeURIComponent(url)}&e=AT3k2Qf1c`
