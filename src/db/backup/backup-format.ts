import { z } from 'zod'

/** Version of the file format (docs/backup.md); a reader refuses any other. */
export const BACKUP_FORMAT = 1

/** The first line of a backup, after `-- gramd backup `. */
export const BackupHeader = z.object({
  format: z.literal(BACKUP_FORMAT),
  /** The version of gramd that wrote it. */
  gramd: z.string(),
  postgres: z.string(),
  created_at: z.string(),
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
})
export type BackupHeader = z.output<typeof BackupHeader>

/** Before the rows of a table, after `-- gramd table `. */
export const BackupTable = z.object({ name: z.string(), columns: z.array(z.string()).min(1) })
export type BackupTable = z.output<typeof BackupTable>

/** After the rows of a table, after `-- gramd rows `. */
export const BackupRows = z.object({ rows: z.int().nonnegative() })

/** One for each sequence, after `-- gramd sequence `. */
export const BackupSequence = z.object({
  name: z.string(),
  last_value: z.string().regex(/^\d+$/),
  is_called: z.boolean(),
})
export type BackupSequence = z.output<typeof BackupSequence>

/** The last line, after `-- gramd end `: a file without it is incomplete. */
export const BackupEnd = z.object({
  tables: z.int().nonnegative(),
  rows: z.int().nonnegative(),
})
export type BackupEnd = z.output<typeof BackupEnd>

export type LineKind = 'backup' | 'table' | 'rows' | 'sequence' | 'end'

export const lineOf = (kind: LineKind, content: unknown): string =>
  `-- gramd ${kind} ${JSON.stringify(content)}\n`

/** Parses a line of gramd; undefined for any other. */
export function parseLine(line: string): { kind: string; content: unknown } | undefined {
  const [, kind, text] = /^-- gramd (\w+) (\{.*\})$/.exec(line) ?? []
  return kind === undefined || text === undefined ? undefined : { kind, content: JSON.parse(text) }
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

export const columnList = (columns: readonly string[]): string => columns.map(quoted).join(', ')

/** Settings of both sides, whatever the server, the database or the role sets. */
export const SESSION = `
  set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set timezone = 'UTC'; set bytea_output = 'hex';
  set extra_float_digits = 3; set client_encoding = 'UTF8'; set statement_timeout = 0; set lock_timeout = 0;
  set idle_in_transaction_session_timeout = 0; set transaction_timeout = 0`
