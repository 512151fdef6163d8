import type { Random } from '../random.ts'
import type { Identity } from '../world/creator.ts'
import { mentionedUser } from './user.ts'

/** Tagged users: a list within an object, or only the list. No tags have four forms. */
export function userTags(tagged: readonly Identity[], shape: Random | null): object {
  const tags = tagged.map((identity) => ({
    user: mentionedUser(identity, shape),
    position: shape?.chance(0.3) ? ['0.5', '0.43'] : [0.5, 0.43],
    start_time_in_video_in_sec: null,
    duration_in_video_in_sec: null,
  }))
  if (tags.length > 0) return { usertags: shape?.chance(0.2) ? tags : { in: tags } }
  const form = shape?.integer(0, 3) ?? 0
  if (form === 0) return {}
  return { usertags: form === 1 ? null : form === 2 ? [] : { in: [] } }
}

export function coauthorField(coauthors: readonly Identity[], shape: Random | null): object {
  const users = coauthors.map((identity) => mentionedUser(identity, shape))
  return listField('coauthor_producers', users, shape)
}

export function sponsorField(sponsors: readonly Identity[], shape: Random | null): object {
  const tags = sponsors.map((identity) => ({
    sponsor: mentionedUser(identity, shape),
    permission: true,
  }))
  return listField('sponsor_tags', tags, shape)
}

/** An empty list is null, empty or missing. */
function listField(name: string, items: readonly object[], shape: Random | null): object {
  if (items.length > 0) return { [name]: items }
  const form = shape?.integer(0, 2) ?? 0
  if (form === 0) return {}
  return { [name]: form === 1 ? null : [] }
}
