import { ownerSeenBy } from '../../../http/access/owner.ts'
import { isoTimes } from '../../../http/iso-times.ts'
import { cutPage, integerText, pageFields, readCursor } from '../../../http/pagination.ts'
import { createRoute, createRouter, json, problem, z, type Router } from '../../../http/router.ts'
import type { Db } from '../../../db/database.ts'
import type { Services } from '../../manifest.ts'
import { readAdvised, readModelAdvice } from '../store/advice.ts'
import { languageOf, languageQuery } from '../language.ts'
import { readCurves } from '../store/curves.ts'
import { agesOf, performanceOf, type VersionPerformance } from '../performance.ts'
import { readPosts, readReadings } from '../store/performance.ts'
import { PerformanceView } from '../performance-view.ts'
import type { AdviceLanguage } from '../advice/rules.ts'
import { ProjectParams } from '../project-view.ts'
import { listVersions } from '../store/versions.ts'

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
    'Each version is compared at its horizon, the age that its expectations are for: the numbers of its posts then, between the readings before and after. The advice is about the newest version with numbers at its horizon, in `language` or else in that of Accept-Language.',
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
    const readings = await readReadings(db, agesOf(data, posts))
    const curves = await readCurves(db, posts)
    const shown = data.map((version) =>
      viewPerformance(performanceOf(version, { posts, readings, curves })),
    )
    return c.json({ data: shown, ...rest, advice: await readAdvice(db, id, language) }, 200)
  })
}

const NO_ADVICE = {
  version: null,
  is_too_early: false,
  is_compared: false,
  source: 'rules' as const,
  lines: [],
}

async function readAdvice(db: Db, projectId: string, language: AdviceLanguage) {
  const advised = await readAdvised(db, projectId, language)
  if (!advised) return NO_ADVICE
  const { version, isCompared, facts, lines } = advised
  const model = await readModelAdvice(db, projectId, { language, facts })
  return {
    version: version.number,
    is_too_early: version.is_too_early,
    is_compared: isCompared,
    source: model ? ('model' as const) : ('rules' as const),
    lines: model?.lines ?? lines,
  }
}

const viewPerformance = ({ posts, ...version }: VersionPerformance) => ({
  ...version,
  posts: posts.map(isoTimes),
})
