import { cleanText } from '../../../base/text.ts'
import { MAX_REDIRECTS, REDIRECT_HOST } from '../../../creators/address.ts'

/** The destination of a platform link; null for anything but a web link. */
export function unwrapLink(link: string): string | null {
  let url = cleanText(link).trim()
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const parsed = webUrl(url)
    if (!parsed) return null
    const inner = REDIRECT_HOST.test(parsed.hostname) ? parsed.searchParams.get('u') : null
    if (inner === null) return url
    url = cleanText(inner).trim()
  }
  return null
}

/** Each address once, in the form of its first link. */
export function distinctLinks<Link>(
  links: readonly Link[],
  urlOf: (link: Link) => string | null,
): Link[] {
  const byAddress = Map.groupBy(links, (link) => sameAddress(urlOf(link)))
  return [...byAddress.values()].flatMap(([first]) => first ?? [])
}

/** A normal form: host in lower case, root with its slash, no fragment, which no server sees. */
export function sameAddress(url: string | null): string {
  const parsed = url === null ? null : URL.parse(url)
  if (!parsed) return url?.replace(/#.*$/s, '') ?? ''
  parsed.hash = ''
  return parsed.href
}

function webUrl(text: string): URL | null {
  const url = URL.parse(text) ?? URL.parse(`https://${text}`)
  return url && /^https?:$/.test(url.protocol) && url.hostname.includes('.') ? url : null
}
