import { NoSuchRecordError } from '../../../base/errors.ts'
import { ownerSeenBy } from '../../../http/access/owner.ts'
import { isUuid } from '../../../base/text.ts'
import { isoTimes } from '../../../http/iso-times.ts'
import { queryArray, queryValues } from '../../../http/query-values.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import {
  bind,
  BINDING_KINDS,
  bindingOf,
  findMedia,
  getBinding,
  listBindings,
  unbind,
  type BindingRow,
} from '../store/bindings.ts'
import { readTags, suggestVersions } from '../store/suggestions.ts'

const tags = ['projects']

const BindingView = z
  .object({
    id: z.uuid(),
    project_id: z.uuid(),
    project: z.string().openapi({ description: 'Its name' }),
    version_id: z.uuid(),
    number: z.int().openapi({ description: 'Of the version' }),
    media_id: z.uuid(),
    permalink: z.string().nullable(),
    kind: z.enum(BINDING_KINDS).openapi({
      description: 'manual: by a person; tagged: by the tag in the caption',
    }),
    created_at: Timestamp,
  })
  .openapi('Binding')

const NewBinding = z
  .strictObject({
    projectId: z.uuid(),
    versionId: z.uuid(),
    permalink: z.string().trim().max(2_000).optional().openapi({
      description: 'The link of a post of yours, instead of its id',
      example: 'https://www.instagram.com/reel/C0FFEE/',
    }),
    igMediaId: z
      .string()
      .regex(/^\d{1,30}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, {
        error: 'expected the id of a post of yours, or Instagram’s id of it',
      })
      .optional()
      .openapi({ description: 'The id of a post of yours, or Instagram’s id of it' }),
  })
  .refine(({ permalink, igMediaId }) => (permalink === undefined) !== (igMediaId === undefined), {
    path: ['igMediaId'],
    error: 'expected either igMediaId or permalink',
  })
  .openapi('NewBinding')

const Suggestions = z
  .object({
    binding: BindingView.nullable(),
    tags: z
      .array(
        z.object({
          project_id: z.uuid(),
          number: z.int(),
          version_id: z.uuid().nullable().openapi({
            description: 'Null when the tag names no version of the owner of the post',
          }),
        }),
      )
      .openapi({ description: 'Tags in the caption; several of them bind nothing' }),
    suggestions: z
      .array(
        z.object({
          project_id: z.uuid(),
          project: z.string(),
          version_id: z.uuid(),
          number: z.int(),
          title: z.string().nullable(),
          likeness: z.number().openapi({
            description: 'The share of the shorter text’s words that both have, 0 to 1',
          }),
        }),
      )
      .openapi({ description: 'Versions whose script is like the caption, the likest first' }),
  })
  .openapi('BindingSuggestions')

/** As long as a page of posts. */
const MOST_LISTED = 200

const byId = { params: z.strictObject({ id: z.uuid() }) }
const noSuchBinding = problem('No such binding of yours')

const list = createRoute({
  method: 'get',
  path: '/api/ig/bind',
  access: 'own:read',
  operationId: 'listBindings',
  tags,
  summary: 'From which versions these posts were made; posts without a binding are left out',
  request: {
    query: z.strictObject({
      media: queryValues
        .refine(
          (ids) => ids.length <= MOST_LISTED && ids.every(isUuid),
          `expected 1 to ${MOST_LISTED} ids of posts`,
        )
        .openapi(queryArray({ format: 'uuid' }, { maxItems: MOST_LISTED })),
    }),
  },
  responses: { 200: json('Their bindings', z.object({ data: z.array(BindingView) })) },
})

const create = createRoute({
  method: 'post',
  path: '/api/ig/bind',
  access: 'own:write',
  operationId: 'bindPost',
  tags,
  summary: 'Bind a post to the version of the script that it was made from',
  description: 'A version may have several posts; a post belongs to one version.',
  request: { body: jsonBody(NewBinding) },
  responses: {
    200: json('It was bound to this version already', BindingView),
    201: json('The binding', BindingView),
    409: problem('The post is bound to another version (post_bound), or the version has too many'),
  },
})

const show = createRoute({
  method: 'get',
  path: '/api/ig/bind/{id}',
  access: 'own:read',
  operationId: 'getBinding',
  tags,
  summary: 'One binding',
  request: byId,
  responses: { 200: json('The binding', BindingView), 404: noSuchBinding },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/ig/bind/{id}',
  access: 'own:write',
  operationId: 'unbindPost',
  tags,
  summary: 'Unbind a post; it and the version stay',
  request: byId,
  responses: { 204: { description: 'Unbound' }, 404: noSuchBinding },
})

const suggest = createRoute({
  method: 'get',
  path: '/api/ig/media/{id}/suggestions',
  access: 'own:read',
  operationId: 'suggestVersions',
  tags,
  summary:
    'From which version a post may have been made: its binding, its tags, and scripts like its caption',
  request: byId,
  responses: {
    200: json('The suggestions', Suggestions),
    404: problem('No such post of yours'),
  },
})

export function bindRoutes({ db, config }: Pick<Services, 'db' | 'config'>): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const rows = await listBindings(db, seen, c.req.valid('query').media)
    return c.json({ data: rows.map(isoTimes) }, 200)
  })
  router.openapi(create, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const { igMediaId, permalink, projectId, versionId } = c.req.valid('json')
    const post = permalink === undefined ? { id: igMediaId ?? '' } : { permalink }
    const { binding, isNew } = await db
      .transaction()
      .execute(async (tx) => await bind(tx, seen, { projectId, versionId, post }))
    return c.json(isoTimes(binding), isNew ? 201 : 200)
  })
  router.openapi(show, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    return c.json(isoTimes(await getBinding(db, seen, c.req.valid('param').id)), 200)
  })
  router.openapi(remove, async (c) => {
    await unbind(db, ownerSeenBy(c.get('principal')), c.req.valid('param').id)
    return c.body(null, 204)
  })
  router.openapi(suggest, async (c) => {
    const { id } = c.req.valid('param')
    const media = await findMedia(db, ownerSeenBy(c.get('principal')), { id })
    if (!media) throw new NoSuchRecordError(`no post ${id} of yours`)
    const binding: BindingRow | undefined = await bindingOf(db, media.id)
    const found = await readTags(db, config.projectTag, media)
    const suggestions = await suggestVersions(db, media)
    return c.json(
      {
        binding: binding ? isoTimes(binding) : null,
        tags: found.map(({ projectId, number, versionId }) => ({
          project_id: projectId,
          number,
          version_id: versionId,
        })),
        suggestions,
      },
      200,
    )
  })
  return router
}
