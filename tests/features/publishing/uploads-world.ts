import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import type { Role } from '../../../src/base/roles.ts'
import { loadConfig, type Config } from '../../../src/config.ts'
import type { Db } from '../../../src/db/handles.ts'
import { operations } from '../../../src/features/publishing/uploads/operations/index.ts'
import { startSession } from '../../../src/features/users/store/sessions.ts'
import { addUser } from '../../../src/features/users/store/users.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { createDecodeGate } from '../../../src/media/decode-gate.ts'
import { anApi, init, served } from '../../http/kit.ts'

const UploadBody = z.looseObject({
  id: z.string().default(''),
  code: z.string().optional(),
  detail: z.string().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  bytes: z.number().optional(),
  conversions: z.array(z.string()).optional(),
  warnings: z.array(z.string()).optional(),
  fits: z
    .array(
      z.object({ type: z.string(), route: z.string(), violations: z.array(z.looseObject({})) }),
    )
    .optional(),
  errors: z
    .array(z.object({ field: z.string(), reason: z.string(), code: z.string().optional() }))
    .optional(),
})
type UploadAnswer = { status: number; body: z.output<typeof UploadBody> }

export type UploadsWorld = {
  url: string
  folder: string
  config: Config
  /** A signed-in user's token. */
  person(login: string, role: Role): Promise<string>
  upload(content: Uint8Array, name?: string, token?: string): Promise<UploadAnswer>
  cut(id: string, order: unknown): Promise<UploadAnswer>
  ask(method: string, path: string, headers?: Record<string, string>): Promise<Response>
  /** Names of the stored files. */
  files(): Promise<string[]>
}

/** The API of uploads on a socket and a folder of its own. */
export async function uploadsWorld(
  db: Db,
  settings: Record<string, string> = {},
): Promise<UploadsWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-uploads-test-'))
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }))
  const config = loadConfig({
    SCRAPER_API_KEY: 'operator-key-of-the-tests',
    GRAMD_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    GRAMD_UPLOADS_DIR: folder,
    GRAMD_PUBLIC_URL: 'https://gramd.example.com',
    ...settings,
  })
  const services = { db, config, gate: createDecodeGate() }
  const url = await served(anApi(db, [mountOperations(services, operations)]).app)
  return {
    url,
    folder,
    config,
    async person(login, role) {
      const { id } = await db
        .transaction()
        .execute(async (tx) => await addUser(tx, { login, role, name: login, email: null }))
      return (await startSession(db, id, { address: null, userAgent: null })).token
    },
    async upload(content, name = 'file', token) {
      const form = new FormData()
      form.append('file', new Blob([new Uint8Array(content)]), name)
      const options = { body: form, ...(token === undefined ? {} : { token }) }
      const response = await fetch(`${url}/api/uploads`, init('POST', options))
      return { status: response.status, body: UploadBody.parse(await response.json()) }
    },
    async cut(id, json) {
      const response = await fetch(`${url}/api/uploads/${id}/crop`, init('POST', { json }))
      return { status: response.status, body: UploadBody.parse(await response.json()) }
    },
    ask: async (method, path, headers = {}) =>
      await fetch(`${url}${path}`, init(method, { headers })),
    async files() {
      const names = await readdir(folder, { recursive: true })
      return names.filter((name) => /\.\w{3}$/.test(name)).toSorted()
    },
  }
}
