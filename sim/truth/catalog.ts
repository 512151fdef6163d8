import { lyingAnswer, misreadingAnswer, truthfulAnswer } from '../catalog/answers.ts'
import { scanShops, type CatalogReport } from '../catalog/scenario.ts'
import { createSharedDatabase } from '../run/database.ts'

/** All labelled posts, and as many changes as keep the run short. */
const SIZE = { changes: 10, limitMs: 5 * 60_000 }

/** Shops whose truth is known, read by a model that tells it and by one that lies. */
export type CatalogTruth = {
  truthful: CatalogReport
  lying: CatalogReport
  misreading: CatalogReport
  failures: string[]
}

/**
 * Scans all shops three times. With a truthful model every field of every draft has to match the
 * post; with a lying one no value may be stored that the post does not contain; and with one that
 * names a picture for it, none without a flag.
 */
export async function judgeCatalog(signal: AbortSignal): Promise<CatalogTruth> {
  const truthful = await scanAll({ answer: truthfulAnswer, isTruthful: true, signal })
  const lying = await scanAll({ answer: lyingAnswer, isTruthful: false, signal })
  const misreading = await scanAll({ answer: misreadingAnswer, isTruthful: false, signal })
  return {
    truthful,
    lying,
    misreading,
    failures: [
      ...failuresOf(truthful, 'values of drafts are not as in truth'),
      ...failuresOf(lying, 'invented values survive'),
      ...failuresOf(misreading, 'values that are said to stand in a picture have no flag'),
    ],
  }
}

async function scanAll(
  scenario: Pick<Parameters<typeof scanShops>[1], 'answer' | 'isTruthful' | 'signal'>,
): Promise<CatalogReport> {
  const database = await createSharedDatabase('.gramd/catalog')
  try {
    return await scanShops(database.url, { ...SIZE, ...scenario })
  } finally {
    await database.stop()
  }
}

function failuresOf(
  { differences, violations, failedTasks }: CatalogReport,
  wrong: string,
): string[] {
  return [
    ...(differences.length > 0 ? [`${differences.length} ${wrong}`] : []),
    ...(violations > 0 ? [`the referees count ${violations} broken rules of shops`] : []),
    ...(failedTasks > 0 ? [`${failedTasks} tasks of shops failed`] : []),
  ]
}
