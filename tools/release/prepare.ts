import { z } from 'zod'
import { compareVersions } from '../../src/db/migrations/schema-state.ts'

/** Migrations by file, with the release that froze each (migrations/released.json). */
export const Released = z.record(
  z.string(),
  z.object({ checksum: z.string(), release: z.string() }),
)
export type Released = z.output<typeof Released>

type Migration = { name: string; checksum: string }

/** Sentences about migrations that differ from what was released; empty when all is well. */
export function findEdited(released: Released, migrations: readonly Migration[]): string[] {
  const now = new Map(migrations.map(({ name, checksum }) => [name, checksum]))
  const last = Object.keys(released).toSorted().at(-1) ?? ''
  const edited = Object.entries(released).flatMap(([name, { checksum, release }]) => {
    if (now.get(name) === checksum) return []
    const state = now.has(name) ? 'differs from' : 'is gone since'
    return [`${name} ${state} release ${release}: restore it, and add a new migration`]
  })
  const early = migrations.flatMap(({ name }) =>
    name in released || name > last
      ? []
      : [`${name} would run before ${last}, which is released: give it a higher number`],
  )
  return [...edited, ...early]
}

/** Adds the migrations that a release freezes. */
export const freeze = (
  released: Released,
  migrations: readonly Migration[],
  release: string,
): Released => ({
  ...Object.fromEntries(migrations.map(({ name, checksum }) => [name, { checksum, release }])),
  ...released,
})

const VERSION = /^\d+\.\d+\.\d+$/
const UNRELEASED = '## Unreleased\n'

/** Why a version cannot be released; undefined when it can. `breaks` are those of the API. */
export function versionFault(
  version: string,
  present: string,
  breaks: readonly string[],
): string | undefined {
  if (!VERSION.test(version))
    return `VERSION: expected three numbers such as 1.2.0, got ${version || 'nothing'}`
  if (compareVersions(version, present) <= 0)
    return `VERSION: expected more than ${present}, the present version`
  const [major = ''] = version.split('.')
  if (breaks.length > 0 && present.startsWith(`${major}.`))
    return `VERSION: expected ${Number(major) + 1}.0.0, since the API breaks: ${breaks.join('; ')}`
  return undefined
}

/**
 * Makes a release of what the changelog has under "Unreleased", which is empty then. Throws when
 * there is nothing.
 */
export function releaseChangelog(text: string, version: string, day: string): string {
  const [before, after] = text.split(UNRELEASED)
  if (after === undefined) throw new Error('CHANGELOG.md: expected a part "## Unreleased"')
  const [content = ''] = after.split('\n## ')
  if (content.trim() === '')
    throw new Error('CHANGELOG.md: nothing is under "## Unreleased": write what changes for people')
  return `${before}${UNRELEASED}\n## [${version}] - ${day}\n${after}`
}
