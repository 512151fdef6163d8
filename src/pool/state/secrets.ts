import { z } from 'zod'
import { decrypt, encrypt, type EncryptionKeys } from '../../base/crypto.ts'

const AccountSecrets = z.object({
  password: z.string(),
  /** Base32. */
  totpSeed: z.string().optional(),
})
const ProxyCredentials = z.object({ username: z.string(), password: z.string() })

export type AccountSecrets = z.output<typeof AccountSecrets>
export type ProxyCredentials = z.output<typeof ProxyCredentials>

/** Encrypts and decrypts the values of a column; `row` is the id of their row. */
const sealedColumn = <T>(
  table: 'instagram_accounts' | 'proxies',
  column: string,
  { write, read }: { write: (value: T) => string; read: (text: string) => T },
) => ({
  seal: (keys: EncryptionKeys, row: string, value: T): Buffer =>
    encrypt(keys, { table, row, column }, write(value)),
  open: (keys: EncryptionKeys, row: string, sealed: Buffer): T =>
    read(decrypt(keys, { table, row, column }, sealed)),
})

const AS_TEXT = { write: (text: string) => text, read: (text: string) => text }
const asJson = <T>(schema: z.ZodType<T>) => ({
  write: (value: T) => JSON.stringify(value),
  read: (text: string) => schema.parse(JSON.parse(text)),
})

export const { seal: sealAccountSecrets, open: openAccountSecrets } = sealedColumn(
  'instagram_accounts',
  'secrets',
  asJson(AccountSecrets),
)
export const { seal: sealSession, open: openSession } = sealedColumn(
  'instagram_accounts',
  'session',
  AS_TEXT,
)
/** The input of `AccountSession.finishLogin`, stored while a person gets the code. */
export const { seal: sealPendingLogin, open: openPendingLogin } = sealedColumn(
  'instagram_accounts',
  'pending_login',
  AS_TEXT,
)
export const { seal: sealProxyCredentials, open: openProxyCredentials } = sealedColumn(
  'proxies',
  'credentials',
  asJson(ProxyCredentials),
)
