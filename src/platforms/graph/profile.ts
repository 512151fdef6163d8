import { z } from 'zod'
import type { GraphCall } from '../graph-call.ts'
import { GraphError } from '../graph-error.ts'
import type { OwnProfile } from '../own-media-reader.ts'
import {
  count,
  flatOrData,
  id,
  readAnswer,
  requiredText,
  text,
  webAddress,
} from '../graph-answers.ts'
import type { GraphConnection } from './connection.ts'

const FIELDS = 'username,name,profile_picture_url,followers_count,follows_count,media_count'

const ProfileAnswer = z.object({
  id: id.nullable().catch(null),
  /** The id in webhooks; `id` differs for each app of Instagram Login. */
  user_id: id.nullable().catch(null),
  username: requiredText,
  name: text,
  account_type: text,
  profile_picture_url: webAddress,
  followers_count: count,
  follows_count: count,
  media_count: count,
})

/**
 * Reads the own account: by its id with Facebook Login, as the owner of the token with Instagram
 * Login.
 */
export async function readProfile(
  connection: GraphConnection,
  call: GraphCall,
  platformId: string | null,
): Promise<OwnProfile> {
  const isFacebook = call.login === 'facebook'
  if (isFacebook && platformId === null)
    throw new Error('Facebook Login needs the id of an account')
  const answer = await connection.get(call, {
    path: isFacebook ? (platformId ?? '') : 'me',
    query: { fields: isFacebook ? `id,${FIELDS}` : `id,user_id,account_type,${FIELDS}` },
    what: 'the profile',
  })
  const profile = readAnswer(flatOrData(ProfileAnswer), answer, 'profile')
  const ownId = profile.user_id ?? profile.id ?? platformId
  if (ownId === null) throw refused('Meta sent no id of the account', null)
  const kind = kindOf(profile.account_type)
  if (kind === null) {
    throw refused('the account is personal: Meta shows professional accounts alone', 200)
  }
  return {
    platformId: ownId,
    username: profile.username.toLowerCase(),
    name: profile.name,
    kind,
    pictureUrl: profile.profile_picture_url,
    followerCount: profile.followers_count,
    followingCount: profile.follows_count,
    mediaCount: profile.media_count,
  }
}

/**
 * Returns null for a personal account. Facebook Login returns no type, and only has professional
 * accounts.
 */
function kindOf(type: string | null): OwnProfile['kind'] | null {
  if (type === null) return 'business'
  if (/personal/i.test(type)) return null
  return /creator/i.test(type) ? 'creator' : 'business'
}

const refused = (message: string, httpStatus: number | null): GraphError =>
  new GraphError(message, {
    kind: 'config',
    metaCode: null,
    metaSubcode: null,
    httpStatus,
    traceId: null,
    retryAfterMs: null,
    userMessage: null,
  })
