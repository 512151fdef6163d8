import { readFile } from 'node:fs/promises'
import { generateSchemaSql, generateTypes, PROJECT_FILES } from '../fixtures/generated-schema.ts'
import { expect, test } from '../fixtures/test.ts'

const STALE = 'run `npm run db:types`'

test('the types of the tables are those of the migrated schema', async ({ databaseUrl }) => {
  expect(await readFile(PROJECT_FILES.types, 'utf8'), STALE).toBe(await generateTypes(databaseUrl))
})

test('the schema as text is that of the migrated schema', async ({ databaseUrl }) => {
  expect(await readFile(PROJECT_FILES.sql, 'utf8'), STALE).toBe(
    await generateSchemaSql(databaseUrl),
  )
})
