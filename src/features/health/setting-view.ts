import { originsOf, unsafeSettings } from '../../settings/load.ts'
import { noteOf, usualOf } from '../../settings/setting.ts'
import { z } from '../../http/router.ts'
import { settingsOf } from '../declarations.ts'
import type { Services } from '../services.ts'

export const Setting = z
  .object({
    group: z.string().openapi({ description: 'The title under which people read of it' }),
    variable: z.string().openapi({ example: 'GRAMD_REQUESTS_PER_HOUR' }),
    about: z.string(),
    is_secret: z.boolean(),
    is_set: z.boolean().openapi({ description: 'Whether it has a value at all' }),
    value: z.string().nullable().openapi({
      description: 'As the environment has it; null for a secret, and without a value',
    }),
    default: z.string().nullable().openapi({ description: 'Null without one' }),
    source: z.enum(['environment', 'file', 'default']).nullable().openapi({
      description: 'A file is that of X_FILE; .env belongs to the environment; null if not known',
    }),
    warning: z.string().nullable().openapi({
      description: 'Of a limit far from the safe default: what it risks',
    }),
  })
  .openapi('Setting')
export type Setting = z.output<typeof Setting>

/** The settings in force; they stay as they are while the process lives. */
export function describeSettings({
  config,
  declarations,
}: Pick<Services, 'config' | 'declarations'>): Setting[] {
  const origins = originsOf(config)
  const unsafe = unsafeSettings(settingsOf(declarations), config)
  const rows = declarations.flatMap(({ settings = {} }) =>
    Object.entries(settings).flatMap(([group, schemas]) =>
      Object.entries(schemas).map(([name, schema]): Setting => {
        const { variable, about, isSecret = false } = noteOf(name, schema)
        const usual = usualOf(name, schema) || null
        const { text: value, source } = origins?.get(name) ?? { text: usual, source: 'default' }
        return {
          group,
          variable,
          about,
          is_secret: isSecret,
          is_set: value !== null,
          ...(isSecret ? { value: null, default: null } : { value, default: usual }),
          source: origins && source,
          warning: unsafe.find(({ setting }) => setting === variable)?.message ?? null,
        }
      }),
    ),
  )
  // Several features add to one title.
  return [...Map.groupBy(rows, ({ group }) => group).values()].flat()
}
