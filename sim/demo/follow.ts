import { z } from 'zod'
import { createParser, type ServerSentEvent } from './sse-reader.ts'
import type { GramdApi } from '../run/api.ts'

const Task = z.object({
  id: z.number(),
  task_type: z.string(),
  status: z.string(),
  result: z.unknown(),
})
const TaskPage = z.object({ data: z.array(Task), next_cursor: z.string().nullable() })
const Progress = z.object({ done: z.number(), total: z.number(), created: z.number().optional() })

/** The task types that produce a creator's data; all others are maintenance. */
const MAIN_TYPES = ['discover', 'full_scrape', 'ai_analysis'] as const

export type Counts = Record<
  (typeof MAIN_TYPES)[number],
  { open: number; done: number; failed: number }
>

/** Follows a task's event stream until the task ends; reconnects after the last event. */
export async function followTask(
  api: GramdApi,
  taskId: number,
  onProgress: (progress: z.output<typeof Progress>) => void,
  signal: AbortSignal,
): Promise<void> {
  const report = ({ event, data }: ServerSentEvent): void => {
    const progress = Progress.safeParse(event === 'progress' ? JSON.parse(data) : undefined)
    if (progress.success) onProgress(progress.data)
  }
  let lastEventId: string | undefined
  while (!signal.aborted) {
    try {
      const response = await api.stream(`/api/tasks/${taskId}/events`, lastEventId, signal)
      for await (const event of createParser(response)) {
        lastEventId = event.id ?? lastEventId
        report(event)
      }
      const task = Task.parse(await api.get(`/api/tasks/${taskId}`))
      if (task.status !== 'pending' && task.status !== 'running') return
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof z.ZodError) throw error
      await api.untilReady(signal) // a test may have killed the daemon
    }
  }
}

export async function countTasks(api: GramdApi): Promise<Counts> {
  const counts: Partial<Counts> = {}
  for (const type of MAIN_TYPES) {
    const tasks = await listTasks(api, type)
    counts[type] = {
      open: tasks.filter((task) => task.status === 'pending' || task.status === 'running').length,
      done: tasks.filter((task) => task.status === 'done').length,
      failed: tasks.filter((task) => task.status === 'failed').length,
    }
  }
  return z.custom<Counts>().parse(counts)
}

export async function listTasks(api: GramdApi, type: string): Promise<z.output<typeof Task>[]> {
  const tasks: z.output<typeof Task>[] = []
  let cursor: string | null = null
  do {
    const search = new URLSearchParams({
      task_type: type,
      limit: '200',
      ...(cursor === null ? {} : { cursor }),
    })
    const page: z.output<typeof TaskPage> = TaskPage.parse(
      await api.get(`/api/tasks?${search.toString()}`),
    )
    tasks.push(...page.data)
    cursor = page.next_cursor
  } while (cursor !== null)
  return tasks
}
