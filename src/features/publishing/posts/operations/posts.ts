import { UserReference } from '../../../users/index.ts'
import { ownerOfNew } from '../../../../http/access/owner.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { editedFields } from '../../../../http/operations/version.ts'
import { z } from '../../../../http/router.ts'
import { AccountReference } from '../../groups/account-reference.ts'
import { tags } from '../../groups/group-view.ts'
import { intakeOf } from '../../uploads/take-upload.ts'
import { roomFor } from '../../uploads/upload-room.ts'
import { filesBody, takeFiles } from '../post-of-files.ts'
import {
  NewPost,
  noSuchPost,
  PostChange,
  PostPage,
  PostParams,
  PostView,
  unfitPost,
  viewPost,
} from '../post-view.ts'
import { copyCaptions } from '../store/captions.ts'
import { settleUnbegun } from '../store/posts/post-state.ts'
import { listPosts } from '../store/posts/list.ts'
import { getPost } from '../store/posts/posts.ts'
import { findTargets } from '../store/posts/targets.ts'
import { removePost } from '../store/posts/write.ts'
import { POST_STATES } from '../post-states.ts'
import {
  applyChange,
  copied,
  insert,
  postOf,
  write,
  type PostAnswer,
  type PostServices,
  type Written,
} from '../write-post.ts'

const operation = operationsFor<PostServices>()

const edited = editedFields(PostChange)
/** Groups and accounts are sets. */
const version = (post: PostAnswer) =>
  edited({ ...post, groups: sorted(post.groups), accounts: sorted(post.accounts) })
const sorted = (ids: PostAnswer['groups']) => ids.map(String).toSorted()

const change = {
  path: '/api/posts/{id}',
  access: 'publishing:write',
  tags,
  summary:
    'Change a post of which nothing was published; its translations stay, and are of the ' +
    'older text then',
  params: PostParams,
  body: PostChange,
  answer: PostView,
  success: 'The post',
  refusals: { 404: noSuchPost, 409: unfitPost },
  version,
} as const

const offsetTime = z.iso.datetime({ offset: true }).optional()

/** Posts as editors read and write them. */
export const postOperations = {
  listPosts: operation.list({
    path: '/api/posts',
    access: 'publishing:read',
    tags,
    assistant: { tool: true },
    summary: 'Posts of the team, the newest first',
    filter: {
      status: z.enum(POST_STATES).optional(),
      author: UserReference.optional(),
      q: z.string().trim().min(1).max(200).optional().openapi({
        description: 'A part of the caption, in any case',
      }),
      account: AccountReference.optional().openapi({ description: 'Published on this account' }),
      scheduled_from: offsetTime,
      scheduled_until: offsetTime,
    },
    answer: PostPage,
    success: 'A page of posts',
    key: z.tuple([z.uuid()]),
    async run({ query, page }, { db, config }) {
      const { status, author, q, account, scheduled_from, scheduled_until } = query
      const rows = await listPosts(
        db,
        {
          status,
          authorId: author,
          text: q,
          accountId: account,
          from: time(scheduled_from),
          until: time(scheduled_until),
        },
        { after: page.after?.[0], limit: page.take },
      )
      return page.cut(
        rows,
        ({ id }) => [id],
        (row) => viewPost(row, config),
      )
    },
  }),

  getPost: operation.get({
    path: '/api/posts/{id}',
    access: 'publishing:read',
    tags,
    assistant: { tool: true, resource: 'gramd://posts/{id}' },
    summary: 'One post',
    params: PostParams,
    answer: PostView,
    success: 'The post',
    refusals: { 404: noSuchPost },
    version,
    run: async ({ params }, services) => await postOf(services, params.id),
  }),

  createPost: operation.create({
    path: '/api/posts',
    access: 'publishing:write',
    tags,
    assistant: { isAdditive: true },
    summary: 'Write a post: uploads, a caption, and the groups and accounts it is for',
    description:
      'As JSON with the ids of uploads; or as a form with the files themselves: `media`, once ' +
      'for each file in their order, ' +
      '`cover`, and `post` with the rest as JSON (`NewPostOfFiles`). The files are checked as ' +
      '`POST /api/uploads` does; ' +
      'when one is refused, or the post is, none of them stays.',
    body: NewPost,
    files: ({ db, config }) => filesBody(config, roomFor(db, config)),
    answer: PostView,
    success: 'The draft',
    refusals: { 404: noSuchPost },
    version,
    async run({ body }, services, { principal, http }) {
      const author = ownerOfNew(principal)
      const form = http.get('upload')
      const written = async (post: Written) => await write(services, author, post)
      return form === undefined
        ? await written(body)
        : await takeFiles(intakeOf(services), form, principal, written)
    },
  }),

  updatePost: operation.update({
    ...change,
    run: async ({ params, body }, services, context) =>
      await applyChange(services, params.id, body, context),
  }),

  putPost: operation.update({
    ...change,
    method: 'put',
    description: 'As PATCH: a field that is not given stays.',
    run: async ({ params, body }, services, context) =>
      await applyChange(services, params.id, body, context),
  }),

  deletePost: operation.remove({
    path: '/api/posts/{id}',
    access: 'publishing:write',
    tags,
    summary: 'Delete a post of which nothing was published',
    params: PostParams,
    success: 'Deleted',
    refusals: { 404: noSuchPost, 409: unfitPost },
    async run({ params }, { db }) {
      await db.transaction().execute(async (tx) => await removePost(tx, params.id))
    },
  }),

  duplicatePost: operation.create({
    path: '/api/posts/{id}/duplicate',
    access: 'publishing:write',
    tags,
    assistant: { isAdditive: true },
    summary: 'A new draft with the same content, captions and accounts',
    description:
      'Nobody has confirmed its captions. Groups and accounts that can be published on no ' +
      'more are not taken over.',
    params: PostParams,
    answer: PostView,
    success: 'The draft',
    refusals: { 404: noSuchPost },
    version,
    location: ({ id }) => `/api/posts/${id}`,
    async run({ params }, services, { principal }) {
      const author = ownerOfNew(principal)
      const id = await services.db.transaction().execute(async (tx) => {
        const post = await getPost(tx, params.id)
        const copy = await insert(tx, services, author, copied(post, await findTargets(tx, post)))
        await copyCaptions(tx, post.id, copy)
        await settleUnbegun(tx, copy)
        return copy
      })
      return await postOf(services, id)
    },
  }),
}

const time = (text: string | undefined): Date | undefined =>
  text === undefined ? undefined : new Date(text)
