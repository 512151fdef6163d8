import { existsSync } from 'node:fs'
import { loadEnvFile } from 'node:process'

/**
 * Takes settings from a file .env in the working folder, where there is one; what the environment
 * says goes before it. Node's own option for it prints a line wherever there is none, which would
 * stand in front of every answer and in the log.
 */
export function loadSettingsFile(): void {
  if (existsSync('.env')) loadEnvFile('.env')
}
