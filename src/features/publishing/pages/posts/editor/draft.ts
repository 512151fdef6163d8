import type { BodyOf } from '../../../../../console/api.ts'
import { momentOf } from '../../../../../console/days.ts'
import { z } from '../../../../../http/router.ts'
import { loadPost } from '../read.ts'
import type { Context, Post } from '../kit.ts'

type NewPost = BodyOf<'createPost'>

/** The place of the id in the addresses of a post that is not stored yet. */
const NEW = 'new'

export const isNew = ({ id }: Pick<Post, 'id'>): boolean => id === NEW

/** A post without a letter or a file: it is stored with the first of them. */
const blankPost = (now: Date, { group, at }: Begun): Post => ({
  id: NEW,
  author: null,
  status: 'draft',
  type: 'photo',
  caption: '',
  language: null,
  as_is: [],
  as_is_by: [],
  text_changed_at: null,
  requires_review: false,
  is_urgent: false,
  first_comment: null,
  location: null,
  collaborators: [],
  shares_to_feed: true,
  cover_at_ms: null,
  cover_upload_id: null,
  language_guess: null,
  media: [],
  groups: group === undefined ? [] : [group],
  accounts: [],
  group_marks: [],
  caption_flags: [],
  executions: {},
  time_zone: null,
  scheduled_at: null,
  wished_at: at?.toISOString() ?? null,
  missed_at: null,
  publish_requested_at: null,
  begun_at: null,
  completed_at: null,
  stopped: null,
  created_at: now.toISOString(),
  updated_at: now.toISOString(),
})

/** The post that the address names, or one that is not stored yet. */
export const readDraft = async (page: Context): Promise<Post> =>
  (page.c.req.param('id') ?? NEW) === NEW
    ? blankPost(page.now, begunAs(page))
    : await loadPost(page)

/** The time and group that the calendar has chosen for a post that is not stored yet. */
type Begun = { at?: Date | undefined; group?: string | undefined }

function begunAs({ c, timeZone }: Context): Begun {
  const { at = '', group } = c.req.query()
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(at)
  return {
    at: isTime ? momentOf(at, timeZone) : undefined,
    group: z.uuid().safeParse(group).data,
  }
}

/** The address of a new post at a time (as a date and time field has it), and for a group. */
export const newPostAt = (at: string, group?: string): string =>
  `${editorPath(NEW)}?${new URLSearchParams({ at, ...(group !== undefined && { group }) }).toString()}`

/** Stores a new post, at the time that the calendar has chosen. Returns its id. */
export async function createDraft(
  { api }: Context,
  { wished_at: wishedAt }: Pick<Post, 'wished_at'>,
  { body, idempotencyKey }: { body: NewPost; idempotencyKey?: string | undefined },
): Promise<string> {
  const { id } = await api.call('createPost', { body, idempotencyKey })
  if (wishedAt !== null) await api.call('wishPostTime', { params: { id }, body: { at: wishedAt } })
  return id
}

/** Forms of a post that is not stored yet pass on what `begunAs` reads. */
export const queryOf = (page: Context, post: Pick<Post, 'id'>): string =>
  isNew(post) ? new URL(page.c.req.url).search : ''

/** The address of a post in the editor, below /console; `shows` is the account of the preview. */
export function editorPath(id: string, shows?: string | null): string {
  const path = `/posts/${encodeURIComponent(id)}`
  return shows ? `${path}?as=${encodeURIComponent(shows)}` : path
}

/** Returns the account of the preview, which is in the address. */
export const previewAccount = (page: Context): string | undefined => page.c.req.query('as')
