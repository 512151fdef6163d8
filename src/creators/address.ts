/** A valid Instagram username, lower case. Old ones may have several dots in a row. */
const USERNAME = /^(?!\.)[a-z0-9._]{1,30}(?<!\.)$/

export type ParsedCreatorAddress = { username: string } | { reason: string }

/** Hosts of profiles. Other hosts of the platform (help, about, business, …) have none. */
const PROFILE_HOST = /^(?:(?:www|m|mobile|web|i)\.)?(?:instagram\.com|instagr\.am)$/
const MESSAGE_HOST = /^(?:www\.)?ig\.me$/
/** The platform's redirects; their parameter `u` is the destination. */
export const REDIRECT_HOST = /^(?:l|lm)\.(?:instagram|facebook)\.com$/
/** A redirect may lead to another one; more than this is a loop. */
export const MAX_REDIRECTS = 3
/** Addresses may have many parameters. */
const LONGEST_ADDRESS = 2_000

const OWN_PAGE = 'a page of Instagram itself'

/** First parts of paths that are not usernames, and what they are. */
const PLACES: ReadonlyMap<string, string> = new Map([
  ['p', 'a post'],
  ['media', 'a post'],
  ['reel', 'a reel'],
  ['reels', 'a reel'],
  ['tv', 'a video'],
  ['s', 'a highlight'],
  ['audio', 'a piece of music'],
  ['ar', 'an effect'],
  ['explore', 'a search'],
  ['popular', 'a search'],
  ['direct', 'a conversation'],
  ['share', 'a share link'],
  ['locations', 'a place'],
  ['invites', 'an invitation'],
  ['nametag', 'a QR code'],
  ['qr', 'a QR code'],
  ['create', 'the editor of posts'],
  ['ads', 'the library of ads'],
  ['session', 'a sign-in'],
  ['sessions', 'a sign-in'],
  ['channel', 'a channel'],
  ['channels', 'a channel'],
  ['guide', 'a guide'],
  ['guides', 'a guide'],
  ['live', 'a live video'],
  ['igtv', 'a video'],
  ['tags', 'a hashtag'],
  ...(
    'about accounts accountscenter ajax api archive challenge consent cookies developer ' +
    'directory download emails ' +
    'emailsignup fxcal graphql legal lite login logout notifications oauth oembed press privacy ' +
    'query settings static ' +
    'terms topics two_factor web your_activity'
  )
    .split(' ')
    .map((place): [string, string] => [place, OWN_PAGE]),
])

/** Pages that may follow the name in the URL of a profile: its tabs, lists and posts. */
const PROFILE_PAGES: ReadonlySet<string> = new Set(
  (
    'channel collections embed feed followers following guides highlights igtv live ' +
    'mutual_followers p photos posts ' +
    'reel reels related_profiles reposts saved similar_accounts tagged tv videos'
  ).split(' '),
)

/**
 * Parses a name or profile URL as people write and paste it: in any case, with or without '@', a
 * URL with anything after the name, in quotes or brackets, wrapped in a redirect. Returns the
 * reason when it is neither.
 */
export function parseCreatorAddress(text: string): ParsedCreatorAddress {
  if (text.length > LONGEST_ADDRESS) return { reason: 'is longer than any address' }
  const bare = withoutWrapping(text)
  if (bare === '') return { reason: 'is empty' }
  const address = addressIn(bare)
  return address ? readAddress(address) : readName(bare)
}

/** Removes characters that editors, messengers and keyboards add to a URL. */
function withoutWrapping(text: string): string {
  const visible = text
    .replace(/[\p{Cf}\p{Variation_Selector}\u{3164}]/gu, '')
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .trim()
  const markdown = /^\[[^\]]*\]\(\s{0,9}<?([^\s<>]+)>?(?:\s[^)]*)?\)$/.exec(visible)
  return strip(markdown?.[1] ?? visible, WRAPPING, WRAPPING)
}

const WRAPPING = /[\s<>()[\]{}"'`«»“”„‘’‹›*]/

/**
 * Trims the signs at both ends. A regular expression for the end would backtrack from every sign,
 * which takes minutes on a million quotation marks.
 */
function strip(text: string, before: RegExp, after: RegExp): string {
  let [start, end] = [0, text.length]
  while (start < end && before.test(text.charAt(start))) start += 1
  while (start < end && after.test(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}

/** The text as a web address, or undefined for a name. */
function addressIn(text: string): URL | undefined {
  if (/\s/.test(text)) return undefined
  // 'name.of.creator:' is not a scheme; all schemes of creators are followed by '//'.
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return URL.parse(text) ?? undefined
  const host = /^([^/?#@]+)(?:$|[/?#])/.exec(text)?.[1]?.toLowerCase()
  if (!host?.includes('.')) return undefined
  const isKnown = [PROFILE_HOST, MESSAGE_HOST, REDIRECT_HOST].some((known) => known.test(host))
  const isAddress = isKnown || host.startsWith('www.') || text.includes('/')
  return isAddress ? (URL.parse(`https://${text}`) ?? undefined) : undefined
}

function readAddress(address: URL): ParsedCreatorAddress {
  let url = address
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    if (url.protocol === 'instagram:') return readDeepLink(url)
    if (!/^(?:https?|intent):$/.test(url.protocol)) return { reason: 'is not a web address' }
    const inner = REDIRECT_HOST.test(url.hostname) ? url.searchParams.get('u') : null
    if (inner === null) break
    const next = URL.parse(inner) ?? URL.parse(`https://${inner}`)
    if (!next) return { reason: 'is a redirect without a destination' }
    url = next
  }
  const host = url.hostname.toLowerCase()
  if (PROFILE_HOST.test(host)) return readPath(url)
  if (MESSAGE_HOST.test(host)) return readPath(new URL(url.href.replace(/\/m\//, '/')))
  return host.endsWith('.instagram.com')
    ? { reason: notAProfile(OWN_PAGE) }
    : { reason: `is an address on ${host}, not on Instagram` }
}

/** A link of the app: instagram://user?username=name. */
function readDeepLink(url: URL): ParsedCreatorAddress {
  const username = url.searchParams.get('username')
  return url.hostname === 'user' && username
    ? readName(username)
    : { reason: notAProfile(PLACES.get(url.hostname) ?? OWN_PAGE) }
}

function readPath(url: URL): ParsedCreatorAddress {
  const parts = pathParts(url.pathname)
  if (!parts) return { reason: 'has a faulty % code in its address' }
  const target = parts[0] === 'accounts' && parts[1] === 'login' ? afterLogin(url) : undefined
  if (target) return readPath(target)
  const [first = '', name] = parts
  const place = first.toLowerCase()
  if (place === '_u' || place === 'stories') return readNameBehind(place, name)
  if (place === 'user') return readDeepLink(new URL(`instagram://user${url.search}`))
  if (place === '')
    return { reason: "is the address of Instagram itself: give the creator's name or address" }
  return readFirstPart(first, name)
}

function readFirstPart(first: string, name: string | undefined): ParsedCreatorAddress {
  const other = PLACES.get(first.toLowerCase())
  if (other !== undefined) return { reason: notAProfile(other) }
  // Without this check, the first part of an unknown page would become a creator of that name.
  const isProfile = name === undefined || PROFILE_PAGES.has(name.toLowerCase())
  return isProfile ? readName(first) : { reason: notAProfile(OWN_PAGE) }
}

/** Logged-out visitors get the login page, whose parameter `next` has the destination. */
function afterLogin({ searchParams }: URL): URL | undefined {
  const next = searchParams.get('next')
  const target = next?.startsWith('/') ? URL.parse(next, 'https://www.instagram.com') : null
  const isPage = target?.hostname === 'www.instagram.com' && !target.searchParams.has('next')
  return target && isPage ? target : undefined
}

function readNameBehind(place: string, name: string | undefined): ParsedCreatorAddress {
  if (name === undefined) return { reason: notAProfile(OWN_PAGE) }
  if (place === 'stories' && name === 'highlights') return { reason: notAProfile('a highlight') }
  return readName(name)
}

const notAProfile = (what: string): string =>
  `is the address of ${what}, not of a profile: give the creator's name or address`

function pathParts(path: string): string[] | undefined {
  try {
    return decodeURIComponent(path)
      .split('/')
      .filter((part) => part !== '')
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}

function readName(text: string): ParsedCreatorAddress {
  const username = text
    .trim()
    .replace(/^@/, '')
    .replace(/(?<=.)[/?#].*$/s, '')
    .toLowerCase()
  if (USERNAME.test(username)) return { username }
  return { reason: reasonAgainst(username) }
}

function reasonAgainst(username: string): string {
  if (username === '') return 'is empty'
  if (/\s/.test(username)) return 'has a space inside; a username has none'
  if (username.startsWith('#')) return 'is a hashtag, not a creator'
  if (/^[^@]+@[^@]+$/.test(username)) return 'is an e-mail address, not a creator'
  if (/^(?:mailto|tel|javascript|data):/.test(username)) return 'is not a web address'
  const lookAlike = /[\p{Script=Cyrillic}\p{Script=Greek}]/u.exec(username)?.[0]
  if (lookAlike !== undefined && /[a-z]/.test(username))
    return `has the letter “${lookAlike}”, which only looks like a Latin one; may have only letters a–z`
  if (/\p{Extended_Pictographic}/u.test(username)) return 'has an emoji; a username has none'
  if (username.length > 30) return 'is longer than 30 characters'
  return 'may have only letters a–z, digits, underscores and dots, no dot at an end'
}

/** List markers: dashes, bullets and '1.' or '1)'. */
const BULLET = /^\s*(?:[-–—*•·‣◦]|\d{1,5}[.)])\s+/
/** Punctuation around a name. Dots inside and before a name belong to it. */
const BEFORE = /[<>[\](){}"'`«»“”„‘’‹›*:!]/
const BEHIND = /[<>[\](){}"'`«»“”„‘’‹›*:!.?]/
/** `[name](address "title")` */
const MARKDOWN = /\[[^[\]\n]{0,200}\]\([ \t]{0,9}<?([^\s<>()[\]]{1,500})>?(?:\s[^)\n]{0,200})?\)/g

/**
 * The names and addresses in a pasted text, in order: separated by new lines, tabs, commas,
 * semicolons, bars or spaces. Words beside an address or an @name are its label and stay one piece,
 * so that the answer names it whole.
 */
export function splitPasted(text: string): string[] {
  return text
    .replace(MARKDOWN, ' $1 ')
    .split(/[\n\r\u2028\u2029]+/)
    .flatMap((line) => line.replace(BULLET, '').split(/[\t,;|，、；،؛]+/))
    .flatMap(splitField)
}

function splitField(field: string): string[] {
  const words = field
    .split(/[\s\u200b]+/)
    .map((word) => strip(word, BEFORE, BEHIND))
    .filter((word) => /[^-–—•·/\\&+=]/.test(word))
  const isPlain = (word: string): boolean => !/^(?:[@＠]|.+[/])/.test(word)
  const label = words.filter(isPlain)
  if (label.length < 2 || label.length === words.length) return words
  return [label.join(' '), ...words.filter((word) => !isPlain(word))]
}

/**
 * The usernames that a text may mean for an account of ours: it, without @, or that of the address
 * of a profile.
 */
export function usernamesIn(text: string): readonly string[] {
  const bare = text.trim().replace(/^@/, '').toLowerCase()
  const address = parseCreatorAddress(text)
  return 'username' in address ? [...new Set([bare, address.username])] : [bare]
}
