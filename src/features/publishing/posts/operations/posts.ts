import { invalidField } from '../../../../base/errors.ts'
import type { Tx } from '../../../../db/database.ts'
import { ownerOfNew } from '../../../../http/access/owner.ts'
import { cursorFields, cutPage, readCursor } from '../../../../http/pagination.ts'
import type { RequireRoom } from '../../../../http/body/multipart.ts'
import {
  createRoute,
  createRouter,
  eitherBody,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../../../http/router.ts'
import type { Services } from '../../../manifest.ts'
import { tags } from '../../groups/group-view.ts'
import { createDecodeGate } from '../../../../media/decode-gate.ts'
import { roomFor } from '../../uploads/upload-room.ts'
import { copyCaptions } from '../store/captions.ts'
import { checkForm, typeOf } from '../post-form.ts'
import type { BeginServices } from '../begin-post.ts'
import { settleUnbegun } from '../store/post-state.ts'
import { goOn } from '../start-post.ts'
import { filesBody, takeFiles } from '../post-of-files.ts'
import { fieldsOf, NewPost, PostChange, PostPage, PostView, viewPost } from '../post-view.ts'
import {
  changePost,
  createPost,
  findTargets,
  getPost,
  listPosts,
  lockPost,
  POST_STATES,
  removePost,
  type NewPost as NewPostRows,
  type PostFields,
  type PostRow,
  type PostTargets,
} from '../store/posts.ts'

export const byId = { params: z.object({ id: z.uuid() }) }
export const noSuchPost = problem(
  'No post has this id, or no upload, group or account one of those',
)
export const unfitPost = problem('Its state does not allow it; `detail` says why')

const create = (config: Services['config'], requireRoom: RequireRoom) =>
  createRoute({
    method: 'post',
    path: '/api/posts',
    access: 'publishing:write',
    operationId: 'createPost',
    tags,
    summary: 'Write a post: uploads, a caption, and the groups and accounts it is for',
    description:
      'As JSON with the ids of uploads; or as a form with the files themselves: `media`, once for each file in their order, ' +
      '`cover`, and `post` with the rest as JSON (`NewPostOfFiles`). The files are checked as `POST /api/uploads` does; ' +
      'when one is refused, or the post is, none of them stays.',
    request: { body: eitherBody(jsonBody(NewPost), filesBody(config, requireRoom)) },
    responses: { 201: json('The draft', PostView), 404: noSuchPost },
  })

const list = createRoute({
  method: 'get',
  path: '/api/posts',
  access: 'publishing:read',
  operationId: 'listPosts',
  tags,
  summary: 'Posts of the team, the newest first',
  request: {
    query: z.strictObject({
      ...cursorFields,
      status: z.enum(POST_STATES).optional(),
      author: z.uuid().optional(),
      scheduled_from: z.iso.datetime({ offset: true }).optional(),
      scheduled_until: z.iso.datetime({ offset: true }).optional(),
    }),
  },
  responses: { 200: json('A page of posts', PostPage) },
})

const show = createRoute({
  method: 'get',
  path: '/api/posts/{id}',
  access: 'publishing:read',
  operationId: 'getPost',
  tags,
  summary: 'One post',
  request: byId,
  responses: { 200: json('The post', PostView), 404: noSuchPost },
})

const change = {
  path: '/api/posts/{id}',
  access: 'publishing:write',
  tags,
  summary:
    'Change a post of which nothing was published; its translations stay, and are of the older text then',
  request: { ...byId, body: jsonBody(PostChange) },
  responses: { 200: json('The post', PostView), 404: noSuchPost, 409: unfitPost },
} as const
const patch = createRoute({ ...change, method: 'patch', operationId: 'updatePost' })
const put = createRoute({
  ...change,
  method: 'put',
  operationId: 'putPost',
  description: 'As PATCH: a field that is not given stays.',
})

const remove = createRoute({
  method: 'delete',
  path: '/api/posts/{id}',
  access: 'publishing:write',
  operationId: 'deletePost',
  tags,
  summary: 'Delete a post of which nothing was published',
  request: byId,
  responses: { 204: { description: 'Deleted' }, 404: noSuchPost, 409: unfitPost },
})

const duplicate = createRoute({
  method: 'post',
  path: '/api/posts/{id}/duplicate',
  access: 'publishing:write',
  operationId: 'duplicatePost',
  tags,
  summary: 'A new draft with the same content, captions and accounts',
  description:
    'Nobody has confirmed its captions. Groups and accounts that can be published on no more are not taken over.',
  request: byId,
  responses: { 201: json('The draft', PostView), 404: noSuchPost },
})

const Key = z.tuple([z.uuid()])

type PostServices = BeginServices

/** Posts as editors read them. */
export function postRoutes(services: PostServices): Router {
  const { db, config } = services
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { status, author, scheduled_from, scheduled_until, ...page } = c.req.valid('query')
    const [after] = readCursor(page, Key) ?? []
    const time = (text: string | undefined) => (text === undefined ? undefined : new Date(text))
    const rows = await listPosts(
      db,
      { status, authorId: author, from: time(scheduled_from), until: time(scheduled_until) },
      { after, limit: page.limit + 1 },
    )
    return c.json(
      cutPage(rows, page.limit, {
        item: (row: PostRow) => viewPost(row, config),
        key: ({ id }) => [id],
      }),
      200,
    )
  })
  router.openapi(show, async (c) =>
    c.json(viewPost(await getPost(db, c.req.valid('param').id), config), 200),
  )
  addWriting(router, services)
  return router
}

function addWriting(router: Router, services: PostServices): void {
  const { db, config } = services
  const shown = async (id: string) => viewPost(await getPost(db, id), config)
  const made = async (tx: Tx, author: string | null, post: NewPostRows) => {
    const id = await createPost(tx, author, post)
    await checkForm(tx, await getPost(tx, id), config)
    return id
  }
  const changed = async (id: string, { media, groups, accounts, ...given }: Changed) => {
    await db.transaction().execute(async (tx) => {
      const post = await lockPost(tx, id)
      const fields = await fieldsFor(tx, given, media)
      await changePost(tx, post, { fields, media, targets: { groups, accounts } })
      await checkForm(tx, await getPost(tx, id), config)
      requireWhatIsScheduled(await getPost(tx, id))
    })
    await goOn(services, id)
    return await shown(id)
  }
  const write = async (author: string | null, body: NewPost) => {
    const { media, groups, accounts, type, ...given } = body
    const fields: PostFields = { ...given, type: type ?? (await typeOf(db, media)) }
    const post = { fields, media, targets: { groups, accounts } }
    return await shown(await db.transaction().execute(async (tx) => await made(tx, author, post)))
  }
  const intake = { db, folder: config.uploadsFolder, limits: config, gate: createDecodeGate() }
  router.openapi(create(config, roomFor(db, config)), async (c) => {
    const author = ownerOfNew(c.get('principal'))
    const form = c.get('upload')
    const row =
      form === undefined
        ? await write(author, c.req.valid('json'))
        : await takeFiles(intake, form, author, async (body) => await write(author, body))
    return c.json(row, 201, { location: `/api/posts/${row.id}` })
  })
  router.openapi(patch, async (c) =>
    c.json(await changed(c.req.valid('param').id, c.req.valid('json')), 200),
  )
  router.openapi(put, async (c) =>
    c.json(await changed(c.req.valid('param').id, c.req.valid('json')), 200),
  )
  router.openapi(remove, async (c) => {
    const { id } = c.req.valid('param')
    await db.transaction().execute(async (tx) => await removePost(tx, id))
    return c.body(null, 204)
  })
  router.openapi(duplicate, async (c) => {
    const author = ownerOfNew(c.get('principal'))
    const id = await db.transaction().execute(async (tx) => {
      const post = await getPost(tx, c.req.valid('param').id)
      const copy = await made(tx, author, copied(post, await findTargets(tx, post)))
      await copyCaptions(tx, post.id, copy)
      await settleUnbegun(tx, copy)
      return copy
    })
    return c.json(await shown(id), 201, { location: `/api/posts/${id}` })
  })
}

type Changed = z.output<typeof PostChange>
type NewPost = z.output<typeof NewPost>

/** The type follows the files unless it is given; a cover goes with the video that it is of. */
async function fieldsFor(
  tx: Tx,
  given: Omit<Changed, 'media' | 'groups' | 'accounts'>,
  media: Changed['media'],
): Promise<Partial<PostFields>> {
  const fields = fieldsOf(given)
  if (media === undefined || media.length === 0) return fields
  const type = fields.type ?? (await typeOf(tx, media))
  const noCover = type === 'reel' ? {} : { cover_at_ms: null, cover_upload_id: null }
  return { ...noCover, ...fields, type }
}

/** What has a time must not lose its files, nor its last group or account. */
function requireWhatIsScheduled({ media, groups, accounts, scheduled_at: at }: PostRow): void {
  if (at === null) return
  if (media.length === 0)
    throw invalidField('media', 'the post is scheduled: give it files, or take its time away first')
  if (groups.length + accounts.length === 0)
    throw invalidField(
      'groups',
      'the post is scheduled: choose groups or accounts, or take its time away first',
    )
}

/** What another post takes over: not its state and its schedule. */
const copied = (post: PostRow, targets: PostTargets): NewPostRows => ({
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
