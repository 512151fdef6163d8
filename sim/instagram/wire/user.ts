import type { BioLink } from '../../../src/platforms/creators.ts'
import { createRandom, type Random } from '../random.ts'
import type { Creator, Identity } from '../world/creator.ts'
import { avatarUrl, smallAvatarUrl } from './image.ts'
import { idAs } from './json.ts'

/** How much answers vary: by `seed` of the world, or not at all (null). */
export type Shapes = { seed: string } | null

/** A stream that decides the shape of one answer; the same object always has the same shape. */
export const shapeOf = (shapes: Shapes, kind: string, key: string): Random | null =>
  shapes && createRandom(shapes.seed, 'shape', kind, key)

export function userStub(creator: Creator, shapes: Shapes): Record<string, unknown> {
  const shape = shapeOf(shapes, 'stub', creator.pk)
  return {
    pk: idAs(creator.pk, shape?.chance(0.3) ?? false),
    pk_id: creator.pk,
    id: creator.pk,
    username: creator.username,
    ...textField('full_name', creator.fullName, shape),
    is_private: creator.isPrivate,
    ...(creator.isVerified === null ? {} : { is_verified: creator.isVerified }),
    profile_pic_url: smallAvatarUrl(creator.pk),
    ...(creator.pictureId === null ? {} : { profile_pic_id: creator.pictureId }),
    has_anonymous_profile_picture: false,
  }
}

export const similarUser = (creator: Creator, shapes: Shapes): Record<string, unknown> => ({
  ...userStub(creator, shapes),
  chaining_info: { sources: '[11]' },
  profile_chaining_secondary_label: creator.category ?? '',
  social_context: '',
})

export const mentionedUser = (
  identity: Identity,
  shape: Random | null,
): Record<string, unknown> => ({
  pk: idAs(identity.pk, shape?.chance(0.5) ?? true),
  username: identity.username,
  full_name: identity.fullName ?? '',
  is_private: false,
  is_verified: false,
  profile_pic_url: smallAvatarUrl(identity.pk),
})

/** Unset text is empty, null or missing. */
function textField(name: string, text: string | null, shape: Random | null): object {
  if (text !== null) return { [name]: text }
  const form = unset(shape)
  return form === 'absent' ? {} : { [name]: form === 'null' ? null : '' }
}

/** The `user` of usernameinfo and info. Old answers lack newer fields; new ones omit unset ones. */
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
    ...textField('biography', creator.biography, shape),
    biography_with_entities: { raw_text: creator.biography ?? '', entities: [] },
    ...linkFields(creator, shape),
    ...categoryFields(creator, shape),
    ...countFields(creator),
    ...latestStory(creator, shape),
    hd_profile_pic_url_info: { url: avatarUrl(creator), width: 1080, height: 1080 },
    ...(isOld
      ? {}
      : {
          hd_profile_pic_versions: [{ width: 320, height: 320, url: smallAvatarUrl(creator.pk) }],
        }),
    ...(creator.showsHighlights ? { has_highlight_reels: creator.highlightCount > 0 } : {}),
    highlights_tray_type: 'DEFAULT',
    has_videos: creator.mediaCount > 0,
    public_email: '',
    public_phone_number: '',
    city_name: creator.isBusiness ? creator.city.name : '',
    account_badges: [],
    pronouns: [],
  }
}

/** A gated profile shows zeros. The number of reels is a flag: 1 if there are any. */
function countFields(creator: Creator): object {
  const { followerCount, followingCount, mediaCount, reelShare } = creator
  if (creator.restriction !== null)
    return { ...GATED, follower_count: 0, following_count: 0, media_count: 0, total_clips_count: 0 }
  return {
    gating: null,
    follower_count: followerCount,
    ...(followingCount === null ? {} : { following_count: followingCount }),
    media_count: mediaCount,
    ...(creator.showsReels ? { total_clips_count: mediaCount * reelShare >= 1 ? 1 : 0 } : {}),
  }
}

const GATED = {
  gating: {
    gating_type: 'age',
    title: "People under 18 can't see this profile",
    description: 'This profile may contain content that is not suitable for everybody.',
    buttons: [],
  },
}

/** An unset field is null, empty or missing. */
function unset(shape: Random | null): 'null' | 'empty' | 'absent' {
  return shape?.pick(['null', 'empty', 'absent'] as const) ?? 'empty'
}

/** Without a visible story, the time of the newest one is 0, null or missing. */
function latestStory({ latestStoryAt }: Creator, shape: Random | null): object {
  if (latestStoryAt !== null) return { latest_reel_media: latestStoryAt.getTime() / 1_000 }
  const form = unset(shape)
  return form === 'absent' ? {} : { latest_reel_media: form === 'null' ? null : 0 }
}

/** The external link, and in newer answers the list of links. */
function linkFields({ externalUrl, links }: Creator, shape: Random | null): object {
  const list = links === null ? {} : { bio_links: linkList(links, shape) }
  if (externalUrl === null) return { ...textField('external_url', null, shape), ...list }
  // In some answers the first link is only in the list.
  if (links?.[0]?.url === externalUrl && shape?.chance(0.15)) return { external_url: null, ...list }
  return {
    external_url: shape?.chance(0.1) ? wrapLink(externalUrl) : externalUrl,
    external_lynx_url: wrapLink(externalUrl),
    ...list,
  }
}

/** Links as entered; some are wrapped, some occur twice with another fragment. */
function linkList(links: readonly BioLink[], shape: Random | null): object[] {
  const list = links.map(({ url, title }, at) => ({
    link_id: idAs(String(17_900_000_000_000_000n + BigInt(at)), shape?.chance(0.5) ?? true),
    url: shape?.chance(0.2) ? wrapLink(url) : url,
    lynx_url: wrapLink(url),
    link_type: 'external',
    title: title ?? (shape?.chance(0.3) ? null : ''),
    is_pinned: false,
  }))
  const again = links.slice(0, 1).map(({ url }) => ({ ...list[0], url: `${url}#from-bio` }))
  return shape?.chance(0.15) ? [...list, ...again] : list
}

function categoryFields(creator: Creator, shape: Random | null): object {
  if (creator.category !== null) {
    // Some answers have the category under one name only.
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

/** A link through the platform's redirect. */
export const wrapLink = (url: string): string =>
  `https://l.instagram.com/?u=${encodeURIComponent(url)}&e=AT3k2Qf1c`
