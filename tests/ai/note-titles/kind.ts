import { zodResponseFormat } from 'openai/helpers/zod'
import { sql } from 'kysely'
import { z } from 'zod'
import { defineAiKind, type AiRow } from '../../../src/ai/kind.ts'
import { textTokens } from '../../../src/ai/openai/tokens.ts'
import type { AiServices } from '../../../src/ai/services.ts'
import type { Db, Tx } from '../../../src/db/handles.ts'
import type { Feature } from '../../../src/features/manifest.ts'

const Input = z.object({ note_id: z.int() })
const Title = z.strictObject({ title: z.string(), mood: z.enum(['calm', 'loud']) })

const PREFIX = 'note:'
export const noteSubject = (id: number): string => `${PREFIX}${id}`
const idsOf = (rows: readonly AiRow[]): number[] =>
  rows.flatMap(({ subject }) => (subject === null ? [] : [Number(subject.slice(PREFIX.length))]))

/** A second AI kind: titles for notes, which have nothing to do with creators, in tables of its own. */
export const noteTitles = defineAiKind<
  AiServices,
  z.output<typeof Input>,
  z.output<typeof Title>,
  z.output<typeof Title>,
  number
>({
  name: 'note_title',
  input: Input,
  priority: 5,
  typical: { inputTokens: 300, minInputTokens: 50, outputTokens: 50 },
  task: {
    name: 'title_note',
    summary: 'Has a model find a title for a note, in the next batch.',
    access: { read: 'creators:read', write: 'creators:write' },
    dedupeKey: ({ note_id }) => String(note_id),
    subject: ({ note_id }) => noteSubject(note_id),
  },
  prompt: () => ({ prompt_version: 'n1' }),
  async *requests({ services: { db, config }, signal }, rows, model) {
    signal.throwIfAborted()
    const notes = await readNotes(db, idsOf(rows))
    for (const row of rows) {
      const text = notes.get(row.subject ?? '')
      if (text === undefined) continue
      yield {
        row,
        body: {
          model,
          messages: [{ role: 'user', content: `Find a title: ${text}` }],
          response_format: zodResponseFormat(Title, 'note_title'),
          max_completion_tokens: 500,
          reasoning_effort: config.openaiReasoningEffort,
        },
        promptTokens: 200 + textTokens(Buffer.byteLength(text)),
      }
    }
  },
  schema: () => Title,
  async lock(tx, _services, rows) {
    await sql`select from test_notes where id = any (${idsOf(rows)}::int[]) order by id for update`.execute(
      tx,
    )
  },
  async reader(tx, _services, rows) {
    const notes = await readNotes(tx, idsOf(rows))
    return {
      keep: ({ subject }, title) => (subject !== null && notes.has(subject) ? title : null),
    }
  },
  async store(tx, _services, answers, { by }) {
    for (const { row, toStore } of answers)
      await sql`
        insert into test_titles (note_id, title, batch_id, prompt_version)
        values (${idsOf([row])[0]}, ${toStore.title}, ${by.batchId}::uuid, ${by.prompt.prompt_version})`.execute(
        tx,
      )
    return answers.length
  },
  report({ log }, batchId, parts) {
    log.info({ batch_id: batchId, titles: parts.reduce((sum, part) => sum + part, 0) }, 'titles')
  },
  async revision(db, { subject }) {
    const { rows } = await sql<{ text: string }>`
      select text from test_notes where id = ${Number(subject?.slice(PREFIX.length))}`.execute(db)
    return rows[0]?.text ?? null
  },
})

async function readNotes(db: Db | Tx, ids: readonly number[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: number; text: string }>`
    select id, text from test_notes where id = any (${ids}::int[])`.execute(db)
  return new Map(rows.map(({ id, text }) => [noteSubject(id), text]))
}

/** The feature that asks for them. */
export const notes: Feature = { name: 'notes', tasks: [noteTitles.task], aiKinds: [noteTitles] }

/** Its tables. */
export async function createNoteTables(db: Db): Promise<void> {
  await sql`create table test_notes (id integer primary key, text text not null)`.execute(db)
  await sql`
    create table test_titles (note_id integer not null, title text not null, batch_id uuid, prompt_version text)`.execute(
    db,
  )
}

/** Notes from an id on; gives the payloads of their tasks. */
export async function addNotes(db: Db, count: number, from = 1): Promise<z.output<typeof Input>[]> {
  await sql`
    insert into test_notes (id, text)
    select n, 'a note about ' || n from generate_series(${from}::int, ${from + count - 1}::int) n`.execute(
    db,
  )
  return Array.from({ length: count }, (_, at) => ({ note_id: from + at }))
}

/** Titles by note, in the order of the notes. */
export async function titles(db: Db): Promise<{ note_id: number; batch_id: string | null }[]> {
  const { rows } = await sql<{ note_id: number; batch_id: string | null }>`
    select note_id, batch_id from test_titles order by note_id`.execute(db)
  return rows
}
