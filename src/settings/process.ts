import { z } from 'zod'
import { parseEncryptionKeys } from '../base/crypto.ts'
import { setting } from './setting.ts'
import { count, flag, list, origin, seconds, whole } from './types.ts'

const PORT = 'expected a port from 0 to 65535'

export const databaseSettings = {
  databaseUrl: setting(
    'DATABASE_URL',
    z
      .url({
        protocol: /^postgres(ql)?$/,
        error: 'expected postgres://user:password@host:port/database',
      })
      .optional(),
    'postgres://user:password@host:port/database of a PostgreSQL 18 or newer. Without it, gramd runs one of its own.',
    { isSecret: true, isCommon: true },
  ),
  databasePoolSize: setting(
    'GRAMD_DATABASE_POOL_SIZE',
    count.min(4, 'expected at least 4').default(10),
    'Connections that gramd may hold; at least 4.',
  ),
  databasePooler: setting(
    'GRAMD_DATABASE_POOLER',
    z.enum(['none', 'transaction']).default('none'),
    '`transaction` behind a pooler that gives each transaction another connection, such as PgBouncer in that mode: nothing is prepared by name, and gramd polls instead of being notified, so lower GRAMD_POLL_INTERVAL_SECONDS. Not together with GRAMD_INSTANCE, which needs a session.',
  ),
  embeddedPostgresFolder: setting(
    'GRAMD_EMBEDDED_POSTGRES_FOLDER',
    z.string().min(1).default('.gramd'),
    "Folder with the data, password and log of gramd's own PostgreSQL; unused with DATABASE_URL.",
  ),
  embeddedPostgresPort: setting(
    'GRAMD_EMBEDDED_POSTGRES_PORT',
    whole
      .min(1_024, 'expected a port from 1024 to 65535')
      .max(65_535, 'expected a port from 1024 to 65535')
      .optional(),
    'Its port on 127.0.0.1. Without one, gramd takes a free port at the first start and keeps it as long as it stays free.',
  ),
}

export const apiSettings = {
  apiKey: setting(
    'SCRAPER_API_KEY',
    z.string().min(16, 'expected at least 16 characters'),
    'What clients send as `Authorization: Bearer …`; at least 16 characters. `openssl rand -base64 24` makes one.',
    { isSecret: true, isCommon: true },
  ),
  host: setting(
    'GRAMD_HOST',
    z.string().min(1).default('127.0.0.1'),
    'Address to listen on. 0.0.0.0 opens the API to the network: put TLS in front of it.',
    { isCommon: true },
  ),
  port: setting(
    'GRAMD_PORT',
    whole.min(0, PORT).max(65_535, PORT).default(8001),
    'Port to listen on; 0 takes a free one.',
    { isCommon: true },
  ),
  corsOrigins: setting(
    'GRAMD_CORS_ORIGINS',
    list.pipe(z.array(origin)).default([]),
    'Sites whose pages may use the API from a browser, as in https://app.example.com; none by default.',
  ),
}

export const processSettings = {
  encryptionKeys: setting(
    'GRAMD_ENCRYPTION_KEYS',
    z.string().transform((text, context) => {
      try {
        return parseEncryptionKeys(text)
      } catch (error) {
        context.addIssue({
          code: 'custom',
          message: error instanceof Error ? error.message : String(error),
        })
        return z.NEVER
      }
    }),
    'Keys that passwords and sessions are encrypted with, newest first: `id:key[,id:key…]`, each key 32 bytes in base64. `npx gramd keys generate` makes one. Whoever loses them has to add all accounts again.',
    { isSecret: true, isCommon: true },
  ),
  instance: setting(
    'GRAMD_INSTANCE',
    z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,64}$/, 'expected 1 to 64 of A-Z a-z 0-9 . _ -')
      .optional(),
    'Name of this replica (letters, digits, . _ -). One that starts anew under its old name takes over its tasks at once.',
  ),
  roles: setting(
    'GRAMD_ROLES',
    list
      .pipe(z.array(z.enum(['api', 'worker', 'scheduler'])).nonempty())
      .default(['api', 'worker', 'scheduler']),
    'What this replica does: any of api, worker, scheduler.',
  ),
  shutdownGraceMs: setting(
    'GRAMD_SHUTDOWN_GRACE_SECONDS',
    seconds.default(25_000),
    'How long running tasks may finish after SIGTERM; keep it below what the container gets (30 s by default).',
  ),
  logLevel: setting(
    'GRAMD_LOG_LEVEL',
    z.enum(['debug', 'info', 'warn', 'error']).default('info'),
    'debug, info, warn or error.',
  ),
  logPretty: setting(
    'GRAMD_LOG_PRETTY',
    flag.optional(),
    'true for readable lines, false for JSON; by default readable on a terminal only.',
  ),
}
