import type { ForeignSession } from './foreign-session.ts'
import { readInstagrapiSettings } from './instagrapi-settings.ts'
import { faultyPaths, readJson } from '../../../base/files/json.ts'
import { readSavedState } from './saved-state.ts'
import { refusal } from './session-fields.ts'

/** gramd writes 2 KB, the client library 40 KB. */
const MAX_BYTES = 1_000_000
const MAX_DEPTH = 20
/** A session has some hundred. */
const MAX_VALUES = 20_000
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

const REMEDY =
  'expected a session exported by gramd, what serialize() of instagram-private-api gives, or ' +
  'the settings that instagrapi saves with dump_settings()'

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
  throw refusal([{ field: 'session_file', reason: REMEDY, code: 'not_a_session' }])
}

function parseFile(text: string): object {
  const reason = reasonAgainst(text)
  if (reason !== null) throw refusal([{ field: 'session_file', reason, code: 'not_a_session' }])
  const read = readJson(text, { values: MAX_VALUES })
  if ('fault' in read && read.isTooMuch)
    throw refusal([
      { field: 'session_file', reason: `${read.fault}: ${REMEDY}`, code: 'not_a_session' },
    ])
  const content = 'value' in read ? read.value : undefined
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw refusal([
      { field: 'session_file', reason: `not a JSON object: ${REMEDY}`, code: 'not_a_session' },
    ])
  }
  const [forbidden] = faultyPaths(content, 1, isForbidden)
  if (forbidden !== undefined) {
    const field = ['session_file', ...forbidden].join('.')
    throw refusal([
      { field, reason: 'no session file has this key; remove it', code: 'not_a_session' },
    ])
  }
  return content
}

function reasonAgainst(text: string): string | null {
  if (Buffer.byteLength(text) >= MAX_BYTES) return `larger than 1 MB: ${REMEDY}`
  return text.trim() === '' ? `empty: ${REMEDY}` : null
}

/** A forbidden key, or an object deeper than in any session file. */
const isForbidden = (value: unknown, key: string, depth: number): boolean =>
  FORBIDDEN_KEYS.has(key) || (depth > MAX_DEPTH && typeof value === 'object' && value !== null)
