import type { Db } from '../../../db/handles.ts'
import { ownerScopeOf } from '../../../http/access/owner.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { cutPage, integerText, pageFields, readCursor } from '../../../http/pagination.ts'
import { z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import type { Language } from '../../../base/languages.ts'
import { languageOf, languageQuery } from '../language.ts'
import { PerformanceView } from '../performance-view.ts'
import { agesOf, performanceOf } from '../performance.ts'
import { ProjectParams } from '../project-view.ts'
import { readAdvised, readModelAdvice } from '../store/advice.ts'
import { readCurves } from '../store/curves.ts'
import { readPosts, readReadings } from '../store/performance.ts'
import { listVersions } from '../store/versions.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

/** Each version has posts, and each post a curve. */
const MAX_VERSIONS = 50
const DEFAULT_VERSIONS = 20

const Key = z.tuple([z.int()])

export const performanceOperations = {
  getProjectPerformance: operation.get({
    path: '/api/projects/{id}/performance',
    access: 'own:read',
    summary: 'What was expected of each version beside what came, newest first, with advice',
    description:
      'Each version is compared at its horizon, the age that its expectations are for: the ' +
      'numbers of its posts then, between the readings before and after. The advice is about ' +
      'the newest version with numbers at its horizon, in `language` or else in that of ' +
      'Accept-Language.',
    params: ProjectParams,
    query: z.strictObject({
      ...languageQuery,
      limit: integerText({ min: 1, max: MAX_VERSIONS })
        .default(DEFAULT_VERSIONS)
        .openapi({ default: DEFAULT_VERSIONS, description: 'Versions of a page' }),
      cursor: pageFields.cursor,
    }),
    answer: PerformanceView,
    success: 'A page of versions, and the advice',
    refusals: { 404: 'No such project of yours' },
    async run({ params: { id }, query }, { db }, { principal, http }) {
      const versions = await listVersions(db, ownerScopeOf(principal), id, {
        below: readCursor(query, Key)?.[0],
        limit: query.limit + 1,
      })
      const { data, ...rest } = cutPage(versions, query.limit, { key: ({ number }) => [number] })
      const posts = await readPosts(
        db,
        data.map((version) => version.id),
      )
      const readings = await readReadings(db, agesOf(data, posts))
      const curves = await readCurves(db, posts)
      return {
        data: data.map((version) => performanceOf(version, { posts, readings, curves })),
        ...rest,
        advice: await readAdvice(db, id, languageOf(http, query.language)),
      }
    },
  }),
}

const NO_ADVICE = {
  version: null,
  is_too_early: false,
  is_compared: false,
  source: 'rules' as const,
  lines: [],
}

async function readAdvice(db: Db, projectId: string, language: Language) {
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
