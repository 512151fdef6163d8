const HIDDEN = '***'

/** Shorter secrets are not searched: they would hide ordinary words. */
const MIN_SECRET_LENGTH = 4

/** Patterns of secrets in URLs, headers, cookies, forms and JSON, plain or percent-encoded. */
const RULES: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // scheme://user:password@host
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/?#@"'<>]+@/gi, `$1${HIDDEN}@`],
  // The encrypted password of a login form can be replayed.
  [/#PWD_[A-Z_]+(?::[^\s"'&,;}]+)+/g, HIDDEN],
  [
    /\bBearer(?:\s|%20|\+)+(?!(?:tokens?|auth\w*|realm|scheme|is|in)\b)[^\s"',;}\]]+/gi,
    `Bearer ${HIDDEN}`,
  ],
  [/\bBasic(?:\s|%20|\+)+[A-Za-z0-9+/_-]{6,}={0,2}/gi, `Basic ${HIDDEN}`],
  [/\bIGT:\d+:[A-Za-z0-9+/=_%-]+/g, HIDDEN],
  [/\bsk-[A-Za-z0-9_-]{10,}/g, HIDDEN],
  [/\bwhsec_[A-Za-z0-9+/]{8,}={0,2}/g, HIDDEN],
  // The secret in the address of a shared report.
  [/\/s\/[A-Za-z0-9_-]{43}/g, `/s/${HIDDEN}`],
  // The token of a Telegram bot, which is part of its URLs.
  [/\b(bot)?\d{3,20}:[A-Za-z0-9_-]{30,}/g, `$1${HIDDEN}`],
  // A whole line of cookies.
  [/\b((?:set-)?cookie["']?\s*:\s*["'[]*)[^\n\r"'\]]+/gi, `$1${HIDDEN}`],
]

/** name=value, "name":"value", name: 'value', \\"name\\":\\"value\\", name%3Dvalue */
const NAMED =
  /\b((?:enc_|old_|new_)?password\d?|passwd|pwd|session_?id|csrftoken|_csrftoken|ds_user_id|secret|totp_?seed|seed|api_?key|(?:access_|refresh_|auth_)?token|two_factor_identifier|verification_code|signed_body)(\\?["']?\s*(?:[:=]|%3[AD])\s*)(\\?"(?:[^"\\]|\\[^"])*\\?"|'[^']*'|[^\s"'&,;}\]]+)/gi

/** A header with the rest of its line. */
const AUTHORIZATION =
  /\b((?:proxy-)?authorization["']?)(\s*[:=](?![\s"']*(?:Bearer|Basic) \*)\s*["']?)([^\n\r"',;}]+)/gi

/** Words that continue a sentence about a secret, after its name and a colon. */
const OPENING =
  /^(?:you|your|we|it|this|that|the|a|an|no|not|is|was|are|has|have|must|may|can|cannot|could|please|invalid|incorrect|wrong|expired|missing|unknown|required|expected|error|failed|session|user|application|there|sorry)$/i

/**
 * Hides the value behind a name, unless it is the first word of a sentence, as in "access token:
 * You cannot …".
 */
function hideNamed(text: string): string {
  const hide = (whole: string, name: string, mark: string, value: string): string => {
    const [word = ''] = value.split(' ', 1)
    const isSentence = /:\s+$/.test(mark) && OPENING.test(word.replace(/[.,:;!?]$/, ''))
    return isSentence ? whole : `${name}${mark}${HIDDEN}`
  }
  return text.replace(AUTHORIZATION, hide).replace(NAMED, hide)
}

/**
 * The text without passwords, session ids, authorization tokens, cookies and URL credentials, for
 * errors and logs. `secrets` are values known to the caller; removed plain, percent-encoded, as
 * JSON or in Base64.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text
  for (const form of secrets.flatMap(formsOf).sort((a, b) => b.length - a.length)) {
    clean = clean.replaceAll(form, HIDDEN)
  }
  for (const [pattern, replacement] of RULES) clean = clean.replace(pattern, replacement)
  return hideNamed(clean)
}

function formsOf(secret: string): string[] {
  if (secret.length < MIN_SECRET_LENGTH) return []
  const wellFormed = secret.toWellFormed()
  const percent = encodeURIComponent(wellFormed)
  const json = inJson(secret)
  const bytes = Buffer.from(secret)
  const forms = [
    secret,
    percent,
    percent.replaceAll('%20', '+'),
    percent.replaceAll(/%../g, (digits) => digits.toLowerCase()),
    encodeURI(wellFormed),
    json,
    inJson(json),
    inAscii(json),
    inJson(inAscii(json)),
    bytes.toString('base64'),
    bytes.toString('base64url'),
  ]
  return [...new Set(forms)]
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1)

/** JSON in ASCII only, as some servers write it. */
const inAscii = (json: string): string =>
  json.replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
