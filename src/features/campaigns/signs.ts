import { withoutEnd } from '../../base/text.ts'
import { LONGEST_CAPTION, sentenceAt } from '../scrape/index.ts'
import { differsByOne, hasFormOfCode, readsAlike } from './near-texts.ts'
import type { Sign } from './results-view.ts'
import { readLink } from './sign-texts.ts'

/** The signs of a campaign in the posts of one of its creators. */
export type CampaignSigns = {
  /** The brand's usernames. */
  handles: readonly string[]
  /** Other usernames that count when they are mentioned. */
  mentions: readonly string[]
  hashtags: readonly string[]
  links: readonly string[]
  codes: {
    /** The codes of this creator. */
    own: readonly string[]
    /** The codes of everyone. */
    common: readonly string[]
    /** The codes of other creators of the campaign: they tie nothing. */
    others: readonly string[]
  }
}

/** A post or a story, as far as it has signs. */
export type SignedPost = {
  caption: string | null
  /** Texts of stickers of a story. */
  stickers?: readonly string[]
  /** Mentioned by stickers of a story: a post mentions in its caption. */
  storyMentions?: readonly string[]
  hashtags?: readonly string[]
  /** Links of a story; those of a post are in its caption. */
  links?: readonly string[]
  coauthors: readonly string[]
  /** Tagged on any of its pictures. */
  taggedUsers: readonly string[]
  sponsors: readonly string[]
  /** The username of who published it. */
  author: string
}

export type FoundSign = { sign: Sign; quote: string | null }

/** A text that differs from a sign by a letter. It ties nothing. */
export type NearMiss = {
  what: 'code' | 'mention'
  expected: string
  found: string
  quote: string
}

/**
 * Returns the signs of a campaign in a post or a story, the surest first, each with the words that
 * show it, and texts that are nearly a code or a mention. Only exact ones are signs: case, forms of
 * Unicode and full-width signs make no difference.
 */
export function signsOf(
  post: SignedPost,
  signs: CampaignSigns,
): { signs: FoundSign[]; nearMisses: NearMiss[] } {
  const text = [post.caption ?? '', ...(post.stickers ?? [])]
    .join('\n')
    .normalize('NFC')
    .slice(0, LONGEST_CAPTION)
  const names = [...signs.handles, ...signs.mentions].filter((name) => name !== post.author)
  const mention = mentionOf(text, names) ?? listed(post.storyMentions, names)
  const code = codeOf(text, signs.codes)
  const found: [Sign, string | null][] = [
    ['mention', mention],
    ['collaboration', listed(post.coauthors, names)],
    ['tag', listed(post.taggedUsers, names)],
    ['handle', handleOf(text, signs.handles)],
    ['code', code],
    ['link', linkOf(text, post.links ?? [], signs.links)],
    ['hashtag', hashtagOf(text, signs.hashtags) ?? listedTag(post.hashtags, signs.hashtags)],
    ['label', listed(post.sponsors, names)],
  ]
  const nearMisses = [
    ...(code === null ? nearCode(text, signs.codes) : []),
    ...(mention === null ? nearMention(text, names) : []),
  ]
  return {
    signs: found.flatMap(([sign, quote]) => (quote === null ? [] : [{ sign, quote }])),
    nearMisses,
  }
}

/** A mention as Instagram reads it: a dot belongs to a name only inside of it. */
const MENTION = /(?<![A-Za-z0-9_.])[@＠]([A-Za-z0-9_](?:[A-Za-z0-9_]|\.(?=[A-Za-z0-9_]))*)/gu
const HASHTAG = /(?<![\p{L}\p{N}&])[#＃]([\p{L}\p{M}\p{N}_]+)/gu
const WORD =
  /(?<![\p{L}\p{N}_@＠#＃./-])[A-Za-z0-9_](?:[A-Za-z0-9_]|\.(?=[A-Za-z0-9_]))*(?![\p{L}\p{N}_])/gu
const PROFILE = /instagram\.com\/([A-Za-z0-9_](?:[A-Za-z0-9_]|\.(?=[A-Za-z0-9_]))*)/giu
const TOKEN = /[\p{L}\p{N}_-]+/gu
const ADDRESS =
  /(?<![@\p{L}\p{N}._-])(?:https?:\/\/)?(?:[\p{L}\p{N}-]{1,63}\.){1,4}[\p{L}\p{N}-]{2,63}(?:\/[^\s<>"«»]*)?/giu

/** A brand's name of fewer letters may be any word. */
const SHORTEST_BARE_HANDLE = 5

type Found = { text: string; at: number }

const all = (text: string, pattern: RegExp): Found[] =>
  [...text.matchAll(pattern)].map((match) => ({ text: match[1] ?? match[0], at: match.index }))

const quoteAt = (text: string, found: Found | undefined): string | null =>
  found ? sentenceAt(text, found.at) : null

const mentionOf = (text: string, names: readonly string[]): string | null =>
  quoteAt(
    text,
    all(text, MENTION).find((each) => names.includes(each.text.toLowerCase())),
  )

function handleOf(text: string, handles: readonly string[]): string | null {
  const long = handles.filter((handle) => handle.length >= SHORTEST_BARE_HANDLE)
  const found = [
    ...all(text, WORD).filter((each) => long.includes(each.text.toLowerCase())),
    ...all(text, PROFILE).filter((each) => handles.includes(each.text.toLowerCase())),
  ]
  return quoteAt(text, found[0])
}

const hashtagOf = (text: string, hashtags: readonly string[]): string | null =>
  quoteAt(
    text,
    all(text, HASHTAG).find((each) => hashtags.includes(each.text.toLowerCase())),
  )

/** The first of some usernames that is among these names, as a mention. */
function listed(usernames: readonly string[] = [], names: readonly string[]): string | null {
  const found = usernames.find((each) => names.includes(each.toLowerCase()))
  return found === undefined ? null : `@${found}`
}

function listedTag(tags: readonly string[] = [], hashtags: readonly string[]): string | null {
  const found = tags.find((tag) => hashtags.includes(tag.normalize('NFC').toLowerCase()))
  return found === undefined ? null : `#${found}`
}

function linkOf(text: string, links: readonly string[], wanted: readonly string[]): string | null {
  if (wanted.length === 0) return null
  const leads = (address: string): boolean => {
    const link = readLink(withoutEnd(address, '.,;:!?)]'))
    return link !== null && wanted.some((each) => link === each || link.startsWith(`${each}/`))
  }
  const own = links.find(leads)
  if (own !== undefined) return own
  return quoteAt(
    text,
    all(text, ADDRESS).find((each) => leads(each.text)),
  )
}

/** Words before a code that is a word itself, such as WINTER. */
const CODE_WORD = /(?:код|code|промо|promo|купон|coupon)\p{L}{0,8}[\s:–—«"“-]{0,4}$/iu

function codeOf(text: string, codes: CampaignSigns['codes']): string | null {
  const tokens = all(text, TOKEN)
  const found = (wanted: readonly string[]) =>
    tokens.find((token) => wanted.includes(token.text.toUpperCase()) && isMeantAsCode(text, token))
  return quoteAt(text, found(codes.own) ?? found(codes.common))
}

/** Without a digit only capitals, or a word such as "code" before it, say that it is a code. */
const isMeantAsCode = (text: string, { text: token, at }: Found): boolean =>
  hasFormOfCode(token) || CODE_WORD.test(text.slice(Math.max(at - 20, 0), at))

/** The shortest code of which a letter may be wrong: of three letters too many words are near. */
const SHORTEST_NEAR = 4

function nearCode(text: string, { own, common, others }: CampaignSigns['codes']): NearMiss[] {
  const expected = own.length > 0 ? own : common
  if (expected.length === 0) return []
  for (const token of all(text, TOKEN)) {
    if (!isMeantAsCode(text, token)) continue
    const upper = token.text.toUpperCase()
    const near = others.includes(upper)
      ? own[0]
      : expected.find((code) => code.length >= SHORTEST_NEAR && isNear(upper, code))
    if (near !== undefined)
      return [
        { what: 'code', expected: near, found: token.text, quote: sentenceAt(text, token.at) },
      ]
  }
  return []
}

function nearMention(text: string, names: readonly string[]): NearMiss[] {
  for (const found of all(text, MENTION)) {
    const name = found.text.toLowerCase()
    const near = names.find((each) => each.length > SHORTEST_NEAR && isNear(name, each))
    if (near !== undefined)
      return [
        {
          what: 'mention',
          expected: near,
          found: found.text,
          quote: sentenceAt(text, found.at),
        },
      ]
  }
  return []
}

const isNear = (one: string, other: string): boolean =>
  one !== other && (differsByOne(one, other) || readsAlike(one, other))
