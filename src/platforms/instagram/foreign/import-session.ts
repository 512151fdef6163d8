import { IgApiClient } from 'instagram-private-api'
import { isKnownRefused, type AppProfile } from '../../../accounts/app-profiles.ts'
import { DefectError, InvalidInputError } from '../../../base/errors.ts'
import type { Clock } from '../../../base/clock.ts'
import type { ImportedSession, SessionInput } from '../../account-session.ts'
import { authorizationOf, sessionCookie, userIdOf, type ForeignSession } from './foreign-session.ts'
import { readSessionFile } from './session-file.ts'
import {
  exportSession,
  loginEndsAt,
  platformIdOf,
  prepareDevice,
  restoreSession,
  withoutUndefined,
} from '../session-state.ts'

export type ImportOptions = { app: AppProfile; clock: Clock }

/**
 * Converts a session of another program: with the device of the file, or that of `deviceSeed` for a
 * cookie. A session keeps the app that made it, unless Instagram refuses that app. Throws
 * InvalidInputError with every fault and nothing of the session.
 */
export async function importSession(
  input: SessionInput,
  deviceSeed: string,
  { app, clock }: ImportOptions,
): Promise<ImportedSession> {
  const foreign =
    input.kind === 'sessionid' ? readSessionId(input.sessionId) : readSessionFile(input.text)
  const { state } = new IgApiClient()
  prepareDevice(state, app, deviceSeed)
  const { username, cookies, app: made, ...fields } = foreign
  const { language, timezoneOffset, deviceString, deviceId, uuid, phoneId, adid, build } = state
  const ours = { language, timezoneOffset, deviceString, deviceId, uuid, phoneId, adid, build }
  const jar = { ...EMPTY_JAR, cookies }
  const session = JSON.stringify({ ...ours, ...withoutUndefined(fields), cookies: jar })
  if (!(await restoreSession(state, session))) throw new DefectError('imported session unreadable')
  return {
    session: await exportSession(state),
    app: made === undefined || isKnownRefused(made.version) ? app : made,
    platformId: platformIdOf(state),
    username,
    expiresAt: loginEndsAt(state, clock.now(), new Date()),
  }
}

/** The jar of tough-cookie with its defaults, as the client library makes it. */
const EMPTY_JAR = { storeType: 'MemoryCookieStore', rejectPublicSuffixes: true }

function readSessionId(text: string): ForeignSession {
  const userId = userIdOf(text.trim())
  if (userId === null) {
    const reason =
      'expected the value of the cookie "sessionid", which begins with the digits of the user ' +
      'id and a colon (or %3A); copy it whole'
    throw new InvalidInputError('not a session id of Instagram', [
      { field: 'sessionid', reason, code: 'not_a_cookie' },
    ])
  }
  const sessionId = text.trim().replaceAll(':', '%3A')
  return {
    username: null,
    authorization: authorizationOf(userId, sessionId),
    cookies: [sessionCookie('sessionid', sessionId), sessionCookie('ds_user_id', userId)],
  }
}
