import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { p95, type Figure, type Sample } from '../figure.ts'
import type { Stage } from '../stage.ts'

const Questions = z.array(z.object({ question: z.string() }))
const Reading = z.object({ filter: z.record(z.string(), z.string()) })

const MAX_MS = 100
const REPETITIONS = 3

/** The questions of bench:questions: their reading, and the list that it leads to. */
export async function measureQuestions({ visited, progress }: Stage): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const name of ['open', 'held-out'] as const) {
    const file = new URL(`../../../tests/questions/${name}.json`, import.meta.url)
    const questions = Questions.parse(JSON.parse(await readFile(file, 'utf8')))
    const readings: Sample[] = []
    const lists: Sample[] = []
    for (const [at, { question }] of questions.entries()) {
      // The held-out questions have numbers only, so that they cannot be tuned to.
      const path = name === 'open' ? question : `question ${at}`
      for (let n = -1; n < REPETITIONS; n += 1) {
        const read = await visited.ask(`/api/blogs/question?${params({ q: question })}`)
        const { filter } = Reading.parse(JSON.parse(read.text))
        const list = await visited.ask(`/api/blogs?${params({ ...filter, limit: '20' })}`)
        if (n < 0) continue
        readings.push({ path, ms: read.ms })
        lists.push({ path, ms: list.ms })
      }
    }
    figures.push(
      p95(`questions ${name}: reading`, readings, MAX_MS),
      p95(`questions ${name}: list`, lists, MAX_MS),
    )
    progress(
      figures
        .slice(-2)
        .map(({ measure, value }) => `${measure} ${value} ms`)
        .join(', '),
    )
  }
  return figures
}

const params = (values: Record<string, string>): string => new URLSearchParams(values).toString()
