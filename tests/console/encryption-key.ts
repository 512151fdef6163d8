import { generateEncryptionKey, parseEncryptionKeys } from '../../src/base/crypto.ts'

/** The key of the consoles of tests, by which fillings seal what a page opens. */
export const ENCRYPTION_KEY = generateEncryptionKey('k1')
export const ENCRYPTION_KEYS = parseEncryptionKeys(ENCRYPTION_KEY)
