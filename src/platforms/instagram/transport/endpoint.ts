const TARGETED = new Set([
  'users',
  'highlights',
  'tags',
  'locations',
  'friendships',
  'usertags',
  'media',
])

/** The kind of an API path: without its version, and without its user, id or hashtag. */
export function endpointOf(path: string): string {
  const segments = path
    .replace(/^\/?api\/v\d+\//, '')
    .split(/[?#]/, 1)
    .join('')
    .split('/')
    .filter((segment) => segment !== '')
  const [first, , third] = segments
  // The rest of their paths are names of uploads.
  if (first !== undefined && /^rupload_|^upload_settings$/.test(first)) return first
  if (segments.length === 3 && third !== undefined && first !== undefined && TARGETED.has(first)) {
    return `${first}/${third}`
  }
  return segments.filter((segment) => !/^\d+$/.test(segment)).join('/')
}
