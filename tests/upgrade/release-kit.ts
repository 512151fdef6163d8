import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'
import { parseEncryptionKeys } from '../../src/base/crypto.ts'
import { restoreFromFile } from '../../src/db/backup/backup-commands.ts'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { configOf } from '../db/start-and-doctor.ts'
import { createTestDatabase, dropTestDatabase, testOnSharedDatabase } from '../fixtures/test.ts'
import { onDatabase, withClient } from '../fixtures/test-server.ts'
import { keepLog } from '../queue/kit.ts'
import { PRE_1_KEYS } from './pre-1-secrets.ts'

/** The releases of which a backup is stored; write-release.ts makes one. */
export const RELEASES = ['1.0.0'] as const
export type Release = (typeof RELEASES)[number]

export const KEYS = parseEncryptionKeys(PRE_1_KEYS)

/** The stored backup of a release. */
export const fileOf = (version: Release): string =>
  fileURLToPath(new URL(`${version}.gramd-backup`, import.meta.url))

/** A database without any schema. */
export async function createEmptyDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const url = await createTestDatabase()
  const name = `${new URL(url).pathname.slice(1)}_empty`
  const onServer = async (statement: string) =>
    await withClient(inject('serverUrl'), async (client) => await client.query(statement))
  await onServer(`create database ${name}`)
  const drop = async (): Promise<void> => {
    await onServer(`drop database ${name} with (force)`)
    await dropTestDatabase(url)
  }
  return { url: onDatabase(url, name), drop }
}

/** Restores a backup as `gramd restore` does, and upgrades it. */
export const restore = async (url: string, file: string, options: { replace?: boolean } = {}) =>
  await restoreFromFile(configOf(url), keepLog().log, {
    file,
    replace: false,
    keepSessions: true,
    ...options,
  })

export type Upgraded = { version: Release; url: string; db: Db }

/** `test` with the stored backup of each release, restored and upgraded, in databases that the tests share. */
export const testOfReleases = testOnSharedDatabase.extend<{ $file: { upgraded: Upgraded[] } }>({
  upgraded: [
    async ({}, use) => {
      await using stack = new AsyncDisposableStack()
      const all: Upgraded[] = []
      for (const version of RELEASES) {
        const { url, drop } = await createEmptyDatabase()
        stack.defer(drop)
        await restore(url, fileOf(version))
        const db = openDatabase({ url, max: 4, onIdleError: () => undefined })
        stack.defer(async () => await db.destroy())
        all.push({ version, url, db })
      }
      await use(all)
    },
    { scope: 'file' },
  ],
})
