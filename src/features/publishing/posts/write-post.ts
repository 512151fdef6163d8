import type { z } from '../../../http/router.ts'
import { invalidField } from '../../../base/errors.ts'
import type { Tx } from '../../../db/handles.ts'
import { ownerOfNew } from '../../../http/access/owner.ts'
import type { Principal } from '../../../http/access/principal.ts'
import type { Answerable } from '../../../http/operations/declared.ts'
import type { Precondition } from '../../../http/operations/version.ts'
import type { PostFields } from '../fields/posts.ts'
import type { IntakeServices } from '../uploads/take-upload.ts'
import type { BeginServices } from './begin-post.ts'
import { checkForm, typeOf } from './post-form.ts'
import { fieldsOf, viewPost, type NewPost, type PostChange, type PostView } from './post-view.ts'
import { goOn } from './start-post.ts'
import { getPost, lockPost, type PostRow } from './store/posts/posts.ts'
import type { PostTargets } from './store/posts/targets.ts'
import { changePost, createPost, type NewPost as NewPostRows } from './store/posts/write.ts'

export type PostServices = BeginServices & IntakeServices

/** A post as the API has it. Throws NoSuchRecordError. */
export const postOf = async ({ db, config }: Pick<PostServices, 'db' | 'config'>, id: string) =>
  viewPost(await getPost(db, id), config)

/** Stores a post; throws InvalidInputError when its files and its type do not go together. */
export async function insert(
  tx: Tx,
  { config }: Pick<PostServices, 'config'>,
  author: string | null,
  post: NewPostRows,
): Promise<string> {
  const id = await createPost(tx, author, post)
  await checkForm(tx, await getPost(tx, id), config)
  return id
}

/** Stores a post as it was written; its type follows the files unless it is given. */
export async function write(services: PostServices, author: string | null, written: Written) {
  const { db } = services
  const { media, groups, accounts, type, ...values } = written
  const fields: PostFields = { ...values, type: type ?? (await typeOf(db, media)) }
  const post = { fields, media, targets: { groups, accounts } }
  const id = await db.transaction().execute(async (tx) => await insert(tx, services, author, post))
  return await postOf(services, id)
}

/** Changes a post, and continues what waited for the change. */
export async function applyChange(
  services: PostServices,
  id: string,
  changed: Changed,
  { requireMatch, principal }: Precondition<PostAnswer> & { principal: Principal },
) {
  const { db, config } = services
  const { media, groups, accounts, ...values } = changed
  await db.transaction().execute(async (tx) => {
    const post = await lockPost(tx, id)
    await requireMatch(async () => await Promise.resolve(viewPost(post, config)))
    const fields = await fieldsFor(tx, values, media)
    const by = ownerOfNew(principal)
    await changePost(tx, post, { fields, media, targets: { groups, accounts }, by })
    await checkForm(tx, await getPost(tx, id), config)
    requireWhatIsScheduled(await getPost(tx, id))
  })
  await goOn(services, id)
  return await postOf(services, id)
}

export type PostAnswer = Answerable<z.output<typeof PostView>>
type Changed = z.output<typeof PostChange>
export type Written = z.output<typeof NewPost>

/** The type follows the files unless it is given; a cover goes with the video that it is of. */
async function fieldsFor(
  tx: Tx,
  values: Omit<Changed, 'media' | 'groups' | 'accounts'>,
  media: Changed['media'],
): Promise<Partial<PostFields>> {
  const fields = fieldsOf(values)
  if (media === undefined || media.length === 0) return fields
  const type = fields.type ?? (await typeOf(tx, media))
  const noCover = type === 'reel' ? {} : { cover_at_ms: null, cover_upload_id: null }
  return { ...noCover, ...fields, type }
}

/** Checks that a scheduled post retains its files, and at least one group or account. */
function requireWhatIsScheduled({ media, groups, accounts, scheduled_at: at }: PostRow): void {
  if (at === null) return
  if (media.length === 0)
    throw invalidField(
      'media',
      'the post is scheduled: give it files, or take its time away first',
      { code: 'scheduled_without_files' },
    )
  if (groups.length + accounts.length === 0)
    throw invalidField(
      'groups',
      'the post is scheduled: choose groups or accounts, or take its time away first',
      { code: 'scheduled_without_accounts' },
    )
}

/** Returns the rows of a copy of a post, without its state and its schedule. */
export const copied = (post: PostRow, targets: PostTargets): NewPostRows => ({
  fields: {
    type: post.type,
    caption: post.caption,
    language: post.language,
    as_is: post.as_is,
    requires_review: post.requires_review,
    is_urgent: post.is_urgent,
    first_comment: post.first_comment,
    location: post.location,
    collaborators: post.collaborators,
    shares_to_feed: post.shares_to_feed,
    cover_at_ms: post.cover_at_ms,
    cover_upload_id: post.cover_upload_id,
  },
  media: post.media.map(({ upload_id, alt_text, user_tags }) => ({
    upload_id,
    alt_text,
    user_tags,
  })),
  targets,
})
