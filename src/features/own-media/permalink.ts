import { withoutEnd } from '../../base/text.ts'

/** Hosts of posts. */
const HOST = /^(?:(?:www|m|mobile|web|i)\.)?(?:instagram\.com|instagr\.am)$/
const REDIRECT = /^(?:l|lm)\.(?:instagram|facebook)\.com$/
const KINDS = new Set(['p', 'reel', 'reels', 'tv'])
const CODE = /^[A-Za-z0-9_-]{5,64}$/
const LONGEST = 2_000

export type ParsedPermalink = { shortcode: string } | PermalinkFault
type PermalinkFault = { reason: string; code: 'required' | 'not_a_post' | 'share_link' }

const noPost = (reason: string): PermalinkFault => ({ reason, code: 'not_a_post' })

/**
 * The shortcode of a post in its address as people paste it: /reel/, /reels/, /p/ and /tv/, with or
 * without a username before it and anything after it (igsh and other parameters), in brackets,
 * wrapped in a redirect.
 */
export function parsePermalink(text: string): ParsedPermalink {
  if (text.length > LONGEST) return noPost('is longer than any address')
  const inner = text.replace(/\p{Cf}/gu, '').trim()
  const bare = withoutEnd(inner.replace(/^[<("'«]+/, ''), '>)"\'».,;')
  if (bare === '') return { reason: 'is empty', code: 'required' }
  const url = URL.parse(/^[a-z]+:\/\//i.test(bare) ? bare : `https://${bare}`)
  const target = url && REDIRECT.test(url.hostname) ? url.searchParams.get('u') : null
  const address = target === null ? url : URL.parse(target)
  if (!address || !/^https?:$/.test(address.protocol) || !HOST.test(address.hostname))
    return noPost('is not the address of a post on Instagram')
  return readPath(address.pathname.split('/').filter(Boolean))
}

function readPath(parts: readonly string[]): ParsedPermalink {
  if (parts[0]?.toLowerCase() === 'share')
    return {
      reason:
        'is a share link, which only Instagram can follow: open it, and copy the address that ' +
        'it leads to',
      code: 'share_link',
    }
  const at = KINDS.has(parts[0]?.toLowerCase() ?? '') ? 0 : 1
  const [kind = '', code = ''] = parts.slice(at)
  if (!KINDS.has(kind.toLowerCase()) || !CODE.test(code))
    return noPost('is not the address of a post or reel')
  return { shortcode: code }
}

/** The shortcode in an address that the platform gave; null when there is none. */
export function shortcodeIn(permalink: string): string | null {
  const parsed = parsePermalink(permalink)
  return 'shortcode' in parsed ? parsed.shortcode : null
}
