import { ownerSeenBy } from '../../http/access/owner.ts'
import { isoTimes } from '../../http/iso-times.ts'
import { cutPage, integerText, pageFields, readCursor } from '../../http/pagination.ts'
import { createRoute, createRouter, json, problem, z, type Router } from '../../http/router.ts'
import type { Services } from '../manifest.ts'
import { readAdvised, readModelAdvice } from './advice-store.ts'
import { languageOf, languageQuery } from './language.ts'
import { performanceOf, type VersionPerformance } from './performance.ts'
import { readCurves, readPosts } from './performance-store.ts'
import { PerformanceView } from './performance-view.ts'
import { ProjectParams } from './project-view.ts'
import { listVersions } from './versions-store.ts'

/** Each version has posts, and each post a curve. */
const MOST_VERSIONS = 50
const DEFAULT_VERSIONS = 20

const show = createRoute({
  method: 'get',
  path: '/api/projects/{id}/performance',
  access: 'own:read',
  operationId: 'getProjectPerformance',
  summary: 'What was expected of each version beside what came, newest first, with advice',
  description:
    'The advice is about the newest version with a post that is 48 hours old, in `language` or else in that of Accept-Language.',
  request: {
    params: ProjectParams,
    query: z.strictObject({
      ...languageQuery,
      limit: integerText({ min: 1, max: MOST_VERSIONS })
        .default(DEFAULT_VERSIONS)
        .openapi({ default: DEFAULT_VERSIONS, description: 'Versions of a page' }),
      cursor: pageFields.cursor,
    }),
  },
  responses: {
    200: json('A page of versions, and the advice', PerformanceView),
    404: problem('No such project of yours'),
  },
})

const Key = z.tuple([z.int()])

export function performanceRoutes({ db }: Pick<Services, 'db'>): Router {
  return createRouter().openapi(show, async (c) => {
    const { language: asked, ...page } = c.req.valid('query')
    const { id } = c.req.valid('param')
    const language = languageOf(c, asked)
    const [below] = readCursor(page, Key) ?? []
    const versions = await listVersions(db, ownerSeenBy(c.get('principal')), id, {
      below,
      limit: page.limit + 1,
    })
    const { data, ...rest } = cutPage(versions, page.limit, { key: ({ number }) => [number] })
    const posts = await readPosts(
      db,
      data.map((version) => version.id),
    )
    const curves = await readCurves(db, posts)
    const shown = data.map((version) => viewPerformance(performanceOf(version, posts, curves)))
    const advised = await readAdvised(db, id, language)
    const model = advised && (await readModelAdvice(db, id, { language, facts: advised.facts }))
    const advice = {
      version: advised?.version.number ?? null,
      is_too_early: advised?.version.is_too_early ?? false,
      source: model ? ('model' as const) : ('rules' as const),
      lines: model?.lines ?? advised?.lines ?? [],
    }
    return c.json({ data: shown, ...rest, advice }, 200)
  })
}

const viewPerformance = ({ posts, ...version }: VersionPerformance) => ({
  ...version,
  posts: posts.map(isoTimes),
})
