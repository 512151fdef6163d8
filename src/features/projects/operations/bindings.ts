import { fault, textMatching } from '../../../http/fault.ts'
import { ProjectReference } from '../project-reference.ts'
import { NoSuchRecordError } from '../../../base/errors.ts'
import { isUuid } from '../../../base/text.ts'
import { ownerScopeOf } from '../../../http/access/owner.ts'
import { isoTimes } from '../../../http/iso-times.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { queryArray, queryValues } from '../../../http/query-values.ts'
import { json, problem, Timestamp, z } from '../../../http/router.ts'
import { camelKeys, camelSchema } from '../../../http/spelling.ts'
import type { Services } from '../../services.ts'
import {
  bind,
  BINDING_KINDS,
  bindingOf,
  findMedia,
  getBinding,
  listBindings,
  unbind,
} from '../store/bindings.ts'
import { readTags, suggestVersions } from '../store/suggestions.ts'

type Parts = Pick<Services, 'db'> & { config: Pick<Services['config'], 'projectTag'> }

const operation = operationsFor<Parts>()

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

/** A binding as the routes of the contract return it. */
const ContractBinding = camelSchema(BindingView).openapi('ContractBinding')

const NewBinding = z
  .strictObject({
    projectId: ProjectReference,
    versionId: z.uuid(),
    permalink: z.string().trim().max(2_000).optional().openapi({
      description: 'The link of a post of yours, instead of its id',
      example: 'https://www.instagram.com/reel/C0FFEE/',
    }),
    igMediaId: textMatching(
      z.string(),
      /^\d{1,30}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
      fault('unknown_post', 'expected the id of a post of yours, or Instagram’s id of it'),
    )
      .optional()
      .openapi({ description: 'The id of a post of yours, or Instagram’s id of it' }),
  })
  .refine(({ permalink, igMediaId }) => (permalink === undefined) !== (igMediaId === undefined), {
    ...fault('one_of_two', 'expected either igMediaId or permalink'),
    path: ['igMediaId'],
  })
  .openapi('NewBinding')

const Suggestions = z
  .object({
    binding: z.union([BindingView, z.null()]),
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
          similarity: z.number().openapi({
            description: 'The share of the shorter text’s words that both have, 0 to 1',
          }),
        }),
      )
      .openapi({ description: 'Versions whose script is like the caption, the likest first' }),
  })
  .openapi('BindingSuggestions')

/** The most bindings in a list: as many as posts on a page. */
const MAX_LISTED = 200

const params = z.strictObject({ id: z.uuid() })
const refusals = { 404: 'No such binding of yours' }

export const bindingOperations = {
  listBindings: operation.get({
    path: '/api/ig/bind',
    access: 'own:read',
    tags,
    summary: 'From which versions these posts were made; posts without a binding are left out',
    query: z.strictObject({
      media: queryValues
        .refine(
          (ids) => ids.length <= MAX_LISTED && ids.every(isUuid),
          fault('too_many', `expected 1 to ${MAX_LISTED} ids of posts`, { max: MAX_LISTED }),
        )
        .openapi(queryArray({ format: 'uuid' }, { maxItems: MAX_LISTED })),
    }),
    answer: z.object({ data: z.array(ContractBinding) }),
    success: 'Their bindings',
    run: async ({ query }, { db }, { principal }) => ({
      data: camelKeys(await listBindings(db, ownerScopeOf(principal), query.media)),
    }),
  }),

  bindPost: operation.raw({
    method: 'post',
    path: '/api/ig/bind',
    access: 'own:write',
    tags,
    summary: 'Bind a post to the version of the script that it was made from',
    description: 'A version may have several posts; a post belongs to one version.',
    json: NewBinding,
    responses: {
      200: json('It was bound to this version already', ContractBinding),
      201: json('The binding', ContractBinding),
      409: problem(
        'The post is bound to another version (post_bound), or the version has too many',
      ),
    },
    async run({ body }, { db }, { principal, respond }) {
      const { igMediaId, permalink, projectId, versionId } = body
      const post = permalink === undefined ? { id: igMediaId ?? '' } : { permalink }
      const newBinding = { projectId, versionId, post }
      const { binding, isNew } = await db
        .transaction()
        .execute(async (tx) => await bind(tx, ownerScopeOf(principal), newBinding))
      return respond(camelKeys(isoTimes(binding)), isNew ? 201 : 200)
    },
  }),

  getBinding: operation.get({
    path: '/api/ig/bind/{id}',
    access: 'own:read',
    tags,
    summary: 'One binding',
    params,
    answer: ContractBinding,
    success: 'The binding',
    refusals,
    run: async (input, { db }, { principal }) =>
      camelKeys(await getBinding(db, ownerScopeOf(principal), input.params.id)),
  }),

  unbindPost: operation.remove({
    path: '/api/ig/bind/{id}',
    access: 'own:write',
    tags,
    summary: 'Unbind a post; it and the version stay',
    params,
    success: 'Unbound',
    refusals,
    run: async (input, { db }, { principal }) =>
      await unbind(db, ownerScopeOf(principal), input.params.id),
  }),

  suggestVersions: operation.get({
    path: '/api/ig/media/{id}/suggestions',
    access: 'own:read',
    tags,
    summary:
      'From which version a post may have been made: its binding, its tags, and scripts like ' +
      'its caption',
    params,
    answer: Suggestions,
    success: 'The suggestions',
    refusals: { 404: 'No such post of yours' },
    async run({ params: { id } }, { db, config }, { principal }) {
      const media = await findMedia(db, ownerScopeOf(principal), { id })
      if (!media) throw new NoSuchRecordError(`no post ${id} of yours`)
      const found = await readTags(db, config.projectTag, media)
      return {
        binding: (await bindingOf(db, media.id)) ?? null,
        tags: found.map(({ projectId, number, versionId }) => ({
          project_id: projectId,
          number,
          version_id: versionId,
        })),
        suggestions: await suggestVersions(db, media),
      }
    },
  }),
}
