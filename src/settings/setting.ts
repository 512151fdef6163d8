import { z } from 'zod'

/** What a setting is to people. Everything that tells of settings is made from this. */
export type Note = {
  /** One to three sentences; the first says what it sets. */
  about: string
  /** It is never shown. */
  isSecret?: true
  /** It stands in .env.example. */
  isCommon?: true
  /** Beyond this, in the unit of the environment, gramd starts but warns of the risk. */
  unsafe?: { above?: number; below?: number; risk: string }
}

const notes = z.registry<Note>()

/** A setting as a schema that carries its description. */
export function setting<S extends z.ZodType>(
  schema: S,
  about: string,
  more: Omit<Note, 'about'> = {},
): S {
  notes.add(schema, { about, ...more })
  return schema
}

/** Throws when a setting was declared without `setting`. */
export function noteOf(name: string, schema: z.core.$ZodType): Note {
  const note = notes.get(schema)
  if (note === undefined) throw new Error(`the setting ${name} has no description`)
  return note
}

export type Settings = Readonly<Record<string, z.ZodType>>

/** Settings that are declared, described and documented together. */
export type SettingGroup<S extends Settings = Settings> = { title: string; settings: S }

export const settingGroup = <S extends Settings>(title: string, settings: S): SettingGroup<S> => ({
  title,
  settings,
})
