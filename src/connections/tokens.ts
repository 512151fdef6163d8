import { decrypt, encrypt, type EncryptionKeys, type SecretPlace } from '../base/crypto.ts'

export type TokenColumn = 'token' | 'user_token'

const tokenPlace = (row: string, column: TokenColumn): SecretPlace => ({
  table: 'connections',
  row,
  column,
})
const choicesPlace = (row: string): SecretPlace => ({
  table: 'connection_choices',
  row,
  column: 'choices',
})

export const sealToken = (keys: EncryptionKeys, row: string, column: TokenColumn, token: string) =>
  encrypt(keys, tokenPlace(row, column), token)
export const openToken = (keys: EncryptionKeys, row: string, column: TokenColumn, value: Buffer) =>
  decrypt(keys, tokenPlace(row, column), value)
export const sealChoices = (keys: EncryptionKeys, row: string, choices: string): Buffer =>
  encrypt(keys, choicesPlace(row), choices)
export const openChoices = (keys: EncryptionKeys, row: string, value: Buffer): string =>
  decrypt(keys, choicesPlace(row), value)

export type Sealed = { id: string; value: Buffer }
