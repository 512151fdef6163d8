import { z } from 'zod'

/** The description of a setting, which generates docs and .env.example. */
export type Note = {
  /** The environment variable, with the unit of a time: `GRAMD_BATCH_MAX_WAIT_HOURS`. */
  variable: string
  /** One to three sentences; the first names the effect. */
  about: string
  /** The value is never shown. */
  isSecret?: true
  /** Included in .env.example. */
  isCommon?: true
  /** Beyond these bounds, in the unit of the environment, gramd starts but warns of the risk. */
  unsafe?: { above?: number; below?: number; risk: string }
}

const notes = z.registry<Note>()

/** A setting as a schema that carries its description. */
export function setting<S extends z.ZodType>(
  variable: string,
  schema: S,
  about: string,
  more: Omit<Note, 'variable' | 'about'> = {},
): S {
  notes.add(schema, { variable, about, ...more })
  return schema
}

/** Throws when a setting was declared without `setting`. */
export function noteOf(name: string, schema: z.core.$ZodType): Note {
  const note = notes.get(schema)
  if (note === undefined) throw new Error(`the setting ${name} has no description`)
  return note
}

const UNITS = [
  ['_SECONDS', 1000],
  ['_MINUTES', 60_000],
  ['_HOURS', 3_600_000],
  ['_DAYS', 86_400_000],
] as const

/** Returns a value in the unit of its variable: milliseconds are converted. */
export function inUnitOf(name: string, schema: z.core.$ZodType, value: unknown): unknown {
  if (!name.endsWith('Ms') || typeof value !== 'number') return value
  const { variable } = noteOf(name, schema)
  return value / (UNITS.find(([suffix]) => variable.endsWith(suffix))?.[1] ?? 1)
}

/**
 * Returns a default as the environment would have it; empty without a default, null for a required
 * setting.
 */
export function usualOf(name: string, schema: z.ZodType): string | null {
  const parsed = schema.safeParse(undefined)
  if (!parsed.success) return null
  const value = inUnitOf(name, schema, parsed.data)
  if (Array.isArray(value)) return value.join(',')
  return value === undefined ? '' : z.coerce.string().parse(value)
}

/** The title of the settings about retention. */
export const RETENTION = 'How long things are kept'

/** The texts from the environment, by the names of the configuration. */
export type SettingTexts = Readonly<Record<string, string | undefined>>

/** Settings by their names in the configuration. */
export type Settings = Readonly<Record<string, z.ZodType>>

export const variablesOf = (settings: Settings): string[] =>
  Object.entries(settings).map(([name, schema]) => noteOf(name, schema).variable)

type Intersection<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never

/** The parsed values of settings that are grouped by title. */
export type ConfigOf<Groups> =
  Intersection<Groups[keyof Groups]> extends infer All extends Settings
    ? Readonly<z.output<z.ZodObject<All>>>
    : never
