import { invalidField } from '../../../base/errors.ts'
import { ownerScopeOf } from '../../../http/access/owner.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { MediaDetails, viewDetails } from '../media-view.ts'
import { parsePermalink } from '../permalink.ts'
import { findByShortcode } from '../store/media-list.ts'
import { awaitPosts, listSyncs, type SyncState } from '../store/syncs.ts'
import { ofMedia } from './of.ts'

const operation = operationsFor<Pick<Services, 'db' | 'clock' | 'suggestVersions'>>()

const VersionSuggestion = z
  .object({
    project_id: z.uuid(),
    project: z.string().openapi({ description: 'Its name' }),
    version_id: z.uuid(),
    number: z.int().openapi({ description: 'Of the version' }),
    title: z.string().nullable(),
    similarity: z.number().openapi({
      description: 'The share of the shorter text’s words that both have, 0 to 1',
    }),
  })
  .openapi('VersionSuggestion')

const ResolvedPermalink = z
  .object({
    status: z.enum(['found', 'importing', 'not_yours']).openapi({
      description: 'importing: it may be a new post; not_yours: it is not among your posts',
    }),
    shortcode: z.string(),
    media: z.union([MediaDetails, z.null()]),
    suggestions: z.array(VersionSuggestion).openapi({
      description:
        'Versions whose script is like the caption, the likest first; none once the post is bound',
    }),
  })
  .openapi('ResolvedPermalink')

/** Which post a pasted link leads to. */
export const resolveOperations = {
  resolvePermalink: operation.get({
    path: '/api/ig/resolve',
    access: 'own:read',
    tags: ofMedia.tags,
    summary: 'The post behind a pasted link',
    description:
      'Takes the addresses of posts in all forms. A post that is not known yet is looked for ' +
      'at once: ask again within a few minutes while the answer is `importing`.',
    query: z.strictObject({
      permalink: z
        .string()
        .min(1)
        .max(2_000)
        .openapi({ example: 'https://www.instagram.com/reel/DAbCdEfGhIj/?igsh=MWQ1ZGUxMzBkMA==' }),
    }),
    answer: ResolvedPermalink,
    success: 'What is known of it',
    async run({ query }, { db, clock, suggestVersions }, { principal }) {
      const owner = ownerScopeOf(principal)
      const parsed = parsePermalink(query.permalink)
      if ('reason' in parsed) throw invalidField('permalink', parsed.reason, { code: parsed.code })
      const { shortcode } = parsed
      const [row] = await findByShortcode(db, owner, shortcode)
      if (row) {
        const found = await Promise.all(
          suggestVersions.map(async (suggest) => await suggest(db, row)),
        )
        return {
          status: 'found' as const,
          shortcode,
          media: viewDetails(row),
          suggestions: found.flat(),
        }
      }
      const syncs = await listSyncs(db, owner)
      await awaitPosts(
        db,
        syncs.map(({ connection_id }) => connection_id),
      )
      const mayCome = syncs.some((sync) => isBehind(sync, clock.now()))
      const status = mayCome ? ('importing' as const) : ('not_yours' as const)
      return { status, shortcode, media: null, suggestions: [] }
    },
  }),
}

/** A list that is younger than this has every post that anybody can have seen. */
const LISTED_MS = 3 * 60_000

const isBehind = ({ fully_listed_at, listed_at, ended_at }: SyncState, now: Date): boolean =>
  ended_at === null &&
  (fully_listed_at === null ||
    listed_at === null ||
    now.getTime() - listed_at.getTime() > LISTED_MS)
