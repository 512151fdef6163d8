import { z } from 'zod'
import { decrypt, encrypt, type EncryptionKeys, type SecretPlace } from '../../base/crypto.ts'

const AccountSecrets = z.object({
  password: z.string(),
  /** Base32. */
  totpSeed: z.string().optional(),
})
const ProxyCredentials = z.object({ username: z.string(), password: z.string() })

export type AccountSecrets = z.output<typeof AccountSecrets>
export type ProxyCredentials = z.output<typeof ProxyCredentials>

const accountPlace = (
  accountId: string,
  column: 'secrets' | 'session' | 'pending_login',
): SecretPlace => ({
  table: 'instagram_accounts',
  row: accountId,
  column,
})
const proxyPlace = (proxyId: string): SecretPlace => ({
  table: 'proxies',
  row: proxyId,
  column: 'credentials',
})

export function sealAccountSecrets(
  keys: EncryptionKeys,
  accountId: string,
  secrets: AccountSecrets,
): Buffer {
  return encrypt(keys, accountPlace(accountId, 'secrets'), JSON.stringify(secrets))
}

export function openAccountSecrets(
  keys: EncryptionKeys,
  accountId: string,
  sealed: Buffer,
): AccountSecrets {
  return AccountSecrets.parse(JSON.parse(decrypt(keys, accountPlace(accountId, 'secrets'), sealed)))
}

export function sealSession(keys: EncryptionKeys, accountId: string, session: string): Buffer {
  return encrypt(keys, accountPlace(accountId, 'session'), session)
}

export function openSession(keys: EncryptionKeys, accountId: string, sealed: Buffer): string {
  return decrypt(keys, accountPlace(accountId, 'session'), sealed)
}

/** The input of `PlatformSession.finishLogin`, stored while a person gets the code. */
export function sealPendingLogin(keys: EncryptionKeys, accountId: string, pending: string): Buffer {
  return encrypt(keys, accountPlace(accountId, 'pending_login'), pending)
}

export function openPendingLogin(keys: EncryptionKeys, accountId: string, sealed: Buffer): string {
  return decrypt(keys, accountPlace(accountId, 'pending_login'), sealed)
}

export function sealProxyCredentials(
  keys: EncryptionKeys,
  proxyId: string,
  credentials: ProxyCredentials,
): Buffer {
  return encrypt(keys, proxyPlace(proxyId), JSON.stringify(credentials))
}

export function openProxyCredentials(
  keys: EncryptionKeys,
  proxyId: string,
  sealed: Buffer,
): ProxyCredentials {
  return ProxyCredentials.parse(JSON.parse(decrypt(keys, proxyPlace(proxyId), sealed)))
}
