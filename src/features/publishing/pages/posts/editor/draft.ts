import { loadPost } from '../read.ts'
import type { Context, Post } from '../kit.ts'

/** The place of the id in the addresses of a post that is not stored yet. */
const NEW = 'new'

export const isNew = ({ id }: Pick<Post, 'id'>): boolean => id === NEW

/** A post without a letter or a file: it is stored with the first of them. */
const blankPost = (now: Date): Post => ({
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
  groups: [],
  accounts: [],
  caption_flags: [],
  executions: {},
  time_zone: null,
  scheduled_at: null,
  wished_at: null,
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
  (page.c.req.param('id') ?? NEW) === NEW ? blankPost(page.now) : await loadPost(page)

/** The address of a post in the editor, below /console; `shows` is the account of the preview. */
export function editorPath(id: string, shows?: string | null): string {
  const path = `/posts/${encodeURIComponent(id)}`
  return shows ? `${path}?as=${encodeURIComponent(shows)}` : path
}

/** The account whose post the preview shows, as the address says. */
export const previewAccount = (page: Context): string | undefined => page.c.req.query('as')
