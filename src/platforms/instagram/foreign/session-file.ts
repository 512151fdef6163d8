import type { ForeignSession } from './foreign-session.ts'
import { readInstagrapiSettings } from './instagrapi-settings.ts'
import { parseJson } from '../../../base/text.ts'
import { readSavedState } from './saved-state.ts'
import { refusal } from './session-fields.ts'

/** gramd writes 2 KB, the client library 40 KB. */
const MAX_BYTES = 1_000_000
const MAX_DEPTH = 20
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

const REMEDY =
  'expected a session exported by gramd, what serialize() of instagram-private-api gives, or the settings that instagrapi saves with dump_settings()'

/**
 * Reads a session file of any known program. Throws InvalidInputError that names each faulty key by
 * its path (`session_file.uuids.phone_id`).
 */
export function readSessionFile(text: string): ForeignSession {
  const content = parseFile(text)
  if ('uuids' in content || 'device_settings' in content || 'authorization_data' in content) {
    return readInstagrapiSettings(content)
  }
  if ('deviceString' in content || 'deviceId' in content || 'phoneId' in content) {
    return readSavedState(content)
  }
  throw refusal([{ field: 'session_file', reason: REMEDY }])
}

function parseFile(text: string): object {
  const reason = reasonAgainst(text)
  if (reason !== null) throw refusal([{ field: 'session_file', reason }])
  const content = parseJson(text)
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw refusal([{ field: 'session_file', reason: `not a JSON object: ${REMEDY}` }])
  }
  const forbidden = forbiddenPath(content)
  if (forbidden !== null) {
    throw refusal([{ field: forbidden, reason: 'no session file has this key; remove it' }])
  }
  return content
}

function reasonAgainst(text: string): string | null {
  if (Buffer.byteLength(text) >= MAX_BYTES) return `larger than 1 MB: ${REMEDY}`
  return text.trim() === '' ? `empty: ${REMEDY}` : null
}

/** The path of a forbidden key, or of a value too deep, for which recursion would fail. */
function forbiddenPath(content: object): string | null {
  const left: { value: object; path: string; depth: number }[] = [
    { value: content, path: 'session_file', depth: 0 },
  ]
  for (let next = left.pop(); next; next = left.pop()) {
    const { value, path, depth } = next
    if (depth > MAX_DEPTH) return path
    for (const [key, inner] of Object.entries(value)) {
      const innerPath = `${path}.${key}`
      if (FORBIDDEN_KEYS.has(key)) return innerPath
      if (typeof inner === 'object' && inner !== null) {
        left.push({ value: inner, path: innerPath, depth: depth + 1 })
      }
    }
  }
  return null
}
