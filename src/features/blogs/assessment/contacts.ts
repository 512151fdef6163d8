import type { BlogAssessment } from './assessment-view.ts'

type Contact = BlogAssessment['contacts'][number]
type Profile = {
  biography: string | null
  external_url: string | null
  bio_links: readonly { url: string; title: string | null }[]
}

const EMAIL =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/gu
/** International, or the Kazakh and Russian form with 8. */
const PHONE = /(?<![\d/])(?:\+\d|8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}(?!\d)/g
const LINKS = [
  { kind: 'whatsapp', hosts: ['wa.me', 'api.whatsapp.com', 'wa.link'] },
  { kind: 'telegram', hosts: ['t.me', 'telegram.me'] },
] as const
const MAX_CONTACTS = 5

/** How to reach a creator, as the profile itself says, each once. */
export function contactsIn({ biography, external_url: own, bio_links: links }: Profile): Contact[] {
  const texts = links.map(({ title }) => title ?? '')
  const urls = [...(own === null ? [] : [own]), ...links.map(({ url }) => url)]
  const found = [
    ...inText(biography ?? '', 'biography'),
    ...urls.flatMap(inUrl),
    ...texts.flatMap((text) => inText(text, 'links')),
  ]
  const firstOf = new Map(found.toReversed().map((each) => [each.value.toLowerCase(), each]))
  return found
    .filter((each) => firstOf.get(each.value.toLowerCase()) === each)
    .slice(0, MAX_CONTACTS)
}

function inText(text: string, place: Contact['found_in']): Contact[] {
  const emails = (text.match(EMAIL) ?? []).map((value) => contact('email', value, place))
  const phones = (text.match(PHONE) ?? []).map((value) => contact('phone', value.trim(), place))
  return [...emails, ...phones]
}

function inUrl(url: string): Contact[] {
  if (/^mailto:/i.test(url)) return inText(url.slice('mailto:'.length), 'links')
  if (!URL.canParse(url)) return []
  const { hostname, protocol, href } = new URL(url)
  if (protocol !== 'https:' && protocol !== 'http:') return []
  const host = hostname.replace(/^www\./, '')
  return LINKS.flatMap(({ kind, hosts }) =>
    hosts.some((each) => each === host) ? [contact(kind, href, 'links')] : [],
  )
}

const contact = (kind: Contact['kind'], value: string, place: Contact['found_in']): Contact => ({
  kind,
  value,
  found_in: place,
})
