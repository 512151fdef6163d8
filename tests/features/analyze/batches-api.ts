import { z } from 'zod'
import { BatchTaskView, BatchView } from '../../../src/features/ai/batch-view.ts'
import { operations } from '../../../src/features/ai/operations/index.ts'
import { analysisOperations } from '../../../src/features/analyze/operations/analyses.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { anApi, type TestApi } from '../../http/kit.ts'
import type { AnalyzeWorld } from './analyze-world.ts'

const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable(), has_more: z.boolean() })
export const BatchPage = pageOf(BatchView)
export const RowPage = pageOf(BatchTaskView)

/** The API of batches, money and analyses over a world. */
export function anAnalyzeApi({ db, services }: AnalyzeWorld): TestApi {
  return anApi(db, [
    mountOperations(services, operations),
    mountOperations(services, analysisOperations),
  ])
}

/** The batch as the API shows it. */
export async function batchOf(api: TestApi, id: string): Promise<z.output<typeof BatchView>> {
  return BatchView.parse(await (await api.send('GET', `/api/batches/${id}`)).json())
}

/** The id of the only batch. */
export async function onlyBatch(api: TestApi): Promise<string> {
  const page = BatchPage.parse(await (await api.send('GET', '/api/batches')).json())
  const [batch] = page.data
  if (!batch || page.data.length > 1) throw new Error(`${page.data.length} batches`)
  return batch.id
}
