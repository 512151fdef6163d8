import { withoutEnd } from '../../base/text.ts'

/** A hashtag as it is compared: NFC, in lower case, without '#'; null when it is none. */
export function readHashtag(text: string): string | null {
  const tag = text
    .normalize('NFC')
    .trim()
    .replace(/^[#＃]/, '')
    .toLowerCase()
  return /^[\p{L}\p{M}\p{N}_]{1,100}$/u.test(tag) && /[^\p{N}]/u.test(tag) ? tag : null
}

/**
 * An address as it is compared: host and path, with neither scheme, 'www.', parameters nor a last
 * slash; null when it is none.
 */
export function readLink(text: string): string | null {
  const trimmed = text.normalize('NFC').trim()
  const url = URL.parse(/^[a-z]+:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`)
  if (!url || !/^https?:$/.test(url.protocol) || !url.hostname.includes('.')) return null
  if (/\s/.test(trimmed) || url.username !== '') return null
  return linkKey(url)
}

const linkKey = (url: URL): string =>
  withoutEnd(`${url.hostname.replace(/^www\./, '')}${safeDecode(url.pathname)}`, '/')

function safeDecode(path: string): string {
  try {
    return decodeURI(path)
  } catch (error) {
    if (error instanceof URIError) return path
    throw error
  }
}
